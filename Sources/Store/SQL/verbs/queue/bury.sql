-- Ends leases of jobs that can never succeed, and gives the jobs up. By rule 2 of 0002_queue.sql.
CREATE OR REPLACE FUNCTION queue.bury(results jsonb)
RETURNS TABLE (id bigint, answer text)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
BEGIN
    RETURN QUERY
    WITH given AS MATERIALIZED (
        SELECT result.id, fence, nonce, error
        FROM jsonb_to_recordset(results) AS result (id bigint, fence bigint, nonce uuid, error text)
    ), ended AS (
        DELETE FROM queue.running
        USING given
        WHERE running.id = ANY (ARRAY(SELECT given.id FROM given)) AND running.id = given.id
          AND running.fence = given.fence AND running.nonce = given.nonce
        RETURNING running.*, given.error
    ), recorded AS (
        INSERT INTO queue.attempts (job_id, queue, attempt, ended_at, fence, worker, error)
        SELECT id, queue, attempt + 1, present, fence, worker, coalesce(error, 'unknown error') FROM ended
    ), buried AS (
        INSERT INTO queue.dead (
            id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
            unique_key, note, payload, died_at, reason
        )
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt + 1, attempt_limit, crashes, queue, kind, gate,
               unique_key, error, payload, present, 'refused'
        FROM ended
    )
    SELECT given.id, CASE WHEN ended.id IS NULL THEN 'stale' ELSE 'dead' END
    FROM given LEFT JOIN ended USING (id, fence);
END $$;
COMMENT ON FUNCTION queue.bury(jsonb) IS
    'Gives up jobs [{id, fence, nonce, error}] that another attempt cannot help. Returns dead or stale for each.';
