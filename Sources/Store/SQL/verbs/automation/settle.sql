-- Writes where enrollments wait now, and the job that advances each.
CREATE OR REPLACE FUNCTION automation.settle(ids bigint[], steps text[], job_ids bigint[], steps_taken int[])
RETURNS void
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    UPDATE automation.enrollments
    SET step = place.step, job_id = place.job_id, steps_taken = place.steps_taken, arrived_at = (SELECT clock.now())
    FROM unnest(ids, settle.steps, settle.job_ids, settle.steps_taken) AS place (id, step, job_id, steps_taken)
    WHERE enrollments.id = place.id AND enrollments.job_id IS NOT NULL;  -- only an active one has a job
$$;
COMMENT ON FUNCTION automation.settle(bigint[], text[], bigint[], int[]) IS
    'Writes the step where each enrollment waits, the job that will advance it, and how many steps it has taken.';
