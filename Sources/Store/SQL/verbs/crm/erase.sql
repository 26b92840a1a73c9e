-- A person asks to be forgotten (GDPR, article 17).
-- Runs as its owner: operators act through such verbs alone.
CREATE OR REPLACE FUNCTION crm.erase(contact bigint, reason text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    person CONSTANT bigint := crm.present(contact);
BEGIN
    PERFORM queue.require_reason(reason);
    PERFORM crm.require_contact(person);
    -- Noted first, so that what the reason says of the person goes, too.
    PERFORM queue.note_act('erase', jsonb_build_object('contact', person), reason);
    DELETE FROM crm.contacts WHERE id = person;
    RETURN format('contact %s is erased; a keyed hash of the address stays, so that a "no" still holds', person);
END $$;
COMMENT ON FUNCTION crm.erase(bigint, text) IS
    'Erases a contact: the row, events, identities, lists, jobs, links and frozen messages go, walks end as erased, '
    'and what it was called is taken out of the reasons and errors that others wrote. Audited; do not name the person '
    'in the reason.';
