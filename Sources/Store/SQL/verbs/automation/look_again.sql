-- Makes sends of these contacts pass their gate again now, because what held them back has changed.
CREATE OR REPLACE FUNCTION automation.look_again(contacts bigint[]) RETURNS bigint
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    waiting CONSTANT bigint[] := ARRAY(
        SELECT job.id
        FROM automation.enrollments AS held
        JOIN queue.delayed AS job ON job.id = held.job_id
        WHERE held.contact_id = ANY (contacts) AND held.state = 'active' AND job.gate = 'send' AND job.note IS NOT NULL
        ORDER BY job.id
        FOR UPDATE OF job SKIP LOCKED);
BEGIN
    RETURN queue.hasten(waiting);
END $$;
COMMENT ON FUNCTION automation.look_again(bigint[]) IS
    'Makes sends of contacts that wait after a verdict due now, so that their gate decides again. Returns how many. '
    'Part of the coordinator, when consent or an address changes.';
