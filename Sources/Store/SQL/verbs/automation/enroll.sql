-- Asks for a contact to be enrolled. The coordinator decides within moments, by the workflow's rules. Runs as its
-- owner: the caller needs no right to the tables.
CREATE OR REPLACE FUNCTION automation.enroll(workflow text, contact bigint, reason text DEFAULT 'asked for')
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    person CONSTANT bigint := crm.present(contact);
BEGIN
    IF NOT EXISTS (SELECT FROM automation.workflows WHERE name = enroll.workflow) THEN
        RAISE EXCEPTION 'there is no workflow "%"', workflow USING ERRCODE = '22023';
    END IF;
    IF (SELECT state FROM automation.workflows WHERE name = enroll.workflow) = 'off' THEN
        RAISE EXCEPTION 'workflow "%" is off', workflow
            USING ERRCODE = '22023', HINT = 'It runs again when its file is applied.';
    END IF;
    IF NOT EXISTS (SELECT FROM crm.contacts WHERE id = person) THEN
        RAISE EXCEPTION 'there is no contact %', contact USING ERRCODE = '22023';
    END IF;
    INSERT INTO crm.changes (contact_id, at, kind, names, data)
    VALUES (person, clock.now(), 'asked', ARRAY[workflow],
            jsonb_build_object('ask', 'enroll', 'by', session_user, 'reason', reason));
END $$;
COMMENT ON FUNCTION automation.enroll(text, bigint, text) IS
    'Asks for a contact to be enrolled in a workflow, in the caller''s transaction. automation.timeline(contact) then '
    'says whether it was enrolled, and if not, why.';
