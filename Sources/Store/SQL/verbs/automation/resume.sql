-- Lets a paused workflow run again.
CREATE OR REPLACE FUNCTION automation.resume(workflow text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE automation.workflows SET state = 'active', changed_at = clock.now() WHERE name = workflow AND state IN ('paused', 'off');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no paused workflow "%"', workflow USING ERRCODE = '22023';
    END IF;
    RETURN format('workflow %s runs', workflow);
END $$;
COMMENT ON FUNCTION automation.resume(text) IS 'Lets a paused workflow run again.';
