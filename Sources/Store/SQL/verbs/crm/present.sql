-- Follows a contact that was merged: others still know it by its former number.
CREATE OR REPLACE FUNCTION crm.present(contact bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT former.survivor FROM crm.former_contacts AS former WHERE former.id = contact), contact)
$$;
COMMENT ON FUNCTION crm.present(bigint) IS
    'The contact that a number means now: the survivor, when that contact was merged; else the number itself, whether '
    'or not there is such a contact.';
