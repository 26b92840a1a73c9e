-- Resolves the number of a merged contact, which other tables and systems may still use.
CREATE OR REPLACE FUNCTION crm.present(contact bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT former.survivor FROM crm.former_contacts AS former WHERE former.id = contact), contact)
$$;
COMMENT ON FUNCTION crm.present(bigint) IS
    'The contact that a number means now: the survivor if that contact was merged, else the number itself, whether or '
    'not such a contact exists.';
