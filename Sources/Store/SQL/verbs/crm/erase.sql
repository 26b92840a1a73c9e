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
    DELETE FROM crm.contacts WHERE id = person;
    PERFORM queue.note_act('erase', jsonb_build_object('contact', person), reason);
    RETURN format('contact %s is erased; a keyed hash of the address stays, so that a "no" still holds', person);
END $$;
COMMENT ON FUNCTION crm.erase(bigint, text) IS
    'Erases a contact: the row, events, identities, lists, jobs and frozen messages go, walks end as erased. Audited; '
    'do not name the person in the reason.';
