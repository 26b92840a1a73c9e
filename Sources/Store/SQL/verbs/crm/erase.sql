-- Erases a person who asks for it (GDPR, article 17). Runs as its owner, because operators may not write the tables
-- themselves.
CREATE OR REPLACE FUNCTION crm.erase(contact bigint, reason text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    person CONSTANT bigint := crm.present(contact);
BEGIN
    PERFORM queue.require_reason(reason);
    PERFORM crm.require_contact(person);
    -- Audited first, so that the erasure also cleans this reason.
    PERFORM queue.note_act('erase', jsonb_build_object('contact', person), reason);
    DELETE FROM crm.contacts WHERE id = person;
    RETURN format('contact %s is erased; a keyed hash of the address stays, so that a "no" still holds', person);
END $$;
COMMENT ON FUNCTION crm.erase(bigint, text) IS
    'Erases a contact: deletes the row, events, identities, list memberships, jobs, links and frozen messages, ends '
    'its enrollments as erased, and removes the words that identify it from reasons and errors. Audited. The reason '
    'should not name the person.';
