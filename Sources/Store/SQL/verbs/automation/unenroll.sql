-- Asks for a contact to leave a workflow. Its on_exit steps run, and its waiting jobs are withdrawn. Runs as its owner:
-- the caller needs no right to the tables.
CREATE OR REPLACE FUNCTION automation.unenroll(workflow text, contact bigint, reason text DEFAULT 'asked for')
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    person CONSTANT bigint := crm.present(contact);
BEGIN
    IF NOT EXISTS (SELECT FROM automation.enrollments AS held
                   WHERE held.workflow = unenroll.workflow AND held.contact_id = person AND held.state = 'active') THEN
        RAISE EXCEPTION 'contact % is not in workflow "%"', contact, workflow USING ERRCODE = '22023';
    END IF;
    INSERT INTO crm.changes (contact_id, at, kind, names, data)
    VALUES (person, clock.now(), 'asked', ARRAY[workflow],
            jsonb_build_object('ask', 'exit', 'by', session_user, 'reason', reason));
END $$;
COMMENT ON FUNCTION automation.unenroll(text, bigint, text) IS
    'Asks for a contact to leave a workflow immediately, even in the middle of a delay, in the caller''s transaction.';
