-- Lets a paused workflow run again.
-- Runs as its owner: operators act through such verbs alone.
CREATE OR REPLACE FUNCTION automation.resume(workflow text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE automation.workflows SET state = 'active', paused_reason = NULL, changed_at = clock.now() WHERE name = workflow AND state = 'paused';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no paused workflow "%"', workflow USING ERRCODE = '22023', HINT = 'One that is off runs again when its file is applied.';
    END IF;
    -- What has come to rest because of the pause is due now.
    UPDATE queue.delayed SET run_at = clock.now(), note = NULL
    FROM automation.enrollments AS held
    WHERE held.workflow = resume.workflow AND held.state = 'active' AND delayed.id = held.job_id
      AND delayed.note = 'the workflow is paused' AND delayed.run_at > clock.now();
    RETURN format('workflow %s runs', workflow);
END $$;
COMMENT ON FUNCTION automation.resume(text) IS 'Lets a paused workflow run again. One that is off, because its file is gone, runs again when the file is applied.';
