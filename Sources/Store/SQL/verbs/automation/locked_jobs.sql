-- The running jobs that would wait for another session, because it has locked their contact.
CREATE OR REPLACE FUNCTION automation.locked_jobs(job_ids bigint[]) RETURNS bigint[]
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    walks CONSTANT bigint[] := ARRAY(
        SELECT (payload ->> 'enrollment')::bigint FROM queue.running WHERE running.id = ANY (job_ids));
    stuck CONSTANT bigint[] := automation.locked(ARRAY(
        SELECT DISTINCT held.contact_id FROM automation.enrollments AS held WHERE held.id = ANY (walks)));
BEGIN
    RETURN ARRAY(
        SELECT held.job_id FROM automation.enrollments AS held
        WHERE held.id = ANY (walks) AND held.job_id = ANY (job_ids) AND held.contact_id = ANY (stuck));
END $$;
COMMENT ON FUNCTION automation.locked_jobs(bigint[]) IS
    'Those of these running jobs whose contact another session has locked at this moment. Part of a worker.';
