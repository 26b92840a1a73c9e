-- Lets a paused workflow run again.
--
-- Makes enrollments that wait because of the pause due now. It skips jobs and enrollments that another session has
-- locked, so that it waits for no lock; their jobs look again by themselves, a day after they last did at the latest.
-- Runs as its owner, because operators may not write the tables themselves.
CREATE OR REPLACE FUNCTION automation.resume(workflow text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    present CONSTANT timestamptz := clock.now();
    by_then CONSTANT timestamptz := present + interval '1 day';
    paused_for CONSTANT text := (SELECT paused_reason FROM automation.workflows WHERE name = workflow);
BEGIN
    UPDATE automation.workflows SET state = 'active', paused_reason = NULL, changed_at = present
    WHERE name = workflow AND state = 'paused';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no paused workflow "%"', workflow
            USING ERRCODE = '22023', HINT = 'One that is off runs again when its file is applied.';
    END IF;
    PERFORM queue.hasten(ARRAY(
        SELECT waiting.id
        FROM queue.delayed AS waiting
        JOIN automation.enrollments AS held ON held.job_id = waiting.id
        WHERE held.workflow = resume.workflow AND held.state = 'active'
          AND waiting.note = 'the workflow is paused' AND waiting.run_at > present AND waiting.run_at <= by_then
        ORDER BY waiting.id
        FOR UPDATE SKIP LOCKED), by_then);
    PERFORM queue.note_act(
        'resume', jsonb_build_object('workflow', workflow), concat('it had been paused: ', paused_for));
    RETURN format('workflow %s runs', workflow);
END $$;
COMMENT ON FUNCTION automation.resume(text) IS
    'Lets a paused workflow run again. A workflow that is off because its file is gone runs again when the file is '
    'applied. Audited.';
