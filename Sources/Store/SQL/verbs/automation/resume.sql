-- Lets a paused workflow run again.
CREATE OR REPLACE FUNCTION automation.resume(workflow text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE automation.workflows SET state = 'active', paused_reason = NULL, changed_at = clock.now() WHERE name = workflow AND state = 'paused';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no paused workflow "%"', workflow USING ERRCODE = '22023', HINT = 'One that is off runs again when its file is applied.';
    END IF;
    RETURN format('workflow %s runs', workflow);
END $$;
COMMENT ON FUNCTION automation.resume(text) IS 'Lets a paused workflow run again. One that is off, because its file is gone, runs again when the file is applied.';
