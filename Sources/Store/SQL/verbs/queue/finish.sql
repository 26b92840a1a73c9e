-- Ends leases whose jobs are done, and records them. By rule 2 of 0002_queue.sql.
--
-- Returns for each job: done; already, when the same lease had finished it before and the reply was lost; or stale,
-- when the caller no longer holds the lease. Then nothing has changed, and the caller must not keep its result.
--
-- The ids are also given as an array: for the join alone the planner may read the whole index with its dead rows.
CREATE OR REPLACE FUNCTION queue.finish(ids bigint[], fences bigint[], nonces uuid[])
RETURNS TABLE (id bigint, answer text)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
BEGIN
    RETURN QUERY
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(ids, fences, nonces) AS result (id, fence, nonce)
    ), ended AS (
        DELETE FROM queue.running
        USING given
        WHERE running.id = ANY (ids) AND running.id = given.id
          AND running.fence = given.fence AND running.nonce = given.nonce
        RETURNING running.id, running.fence, run_at, claimed_at, attempt, queue, kind, worker, unique_key
    ), kept AS (
        INSERT INTO queue.done (
            id, fence, finished_at, run_at, claimed_at, took_ms, attempt, outcome, queue, kind, worker
        )
        SELECT id, fence, present, run_at, claimed_at, date_part('epoch', clock_timestamp() - claimed_at) * 1000,
               attempt, 'done', queue, kind, worker
        FROM ended
    ), freed AS (
        DELETE FROM queue.unique_keys
        USING ended
        WHERE unique_keys.unique_key = ended.unique_key AND unique_keys.job_id = ended.id AND held_until IS NULL
    )
    SELECT given.id, CASE
        WHEN ended.id IS NOT NULL THEN 'done'
        WHEN queue.was_finished(given.id, given.fence) THEN 'already'
        ELSE 'stale' END
    FROM given LEFT JOIN ended USING (id, fence);
END $$;
COMMENT ON FUNCTION queue.finish(bigint[], bigint[], uuid[]) IS
    'Finishes jobs by id, fence and nonce. Returns for each: done, already (a repetition of the same finish) or stale '
    '(the lease was lost and nothing changed).';
