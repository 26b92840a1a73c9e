-- Ends leases whose attempt failed: the job waits for its next attempt, or is dead after its last one. By rule 2 of
-- 0002_queue.sql.
--
-- A result is {id, fence, nonce, error, run_at, counted}. Without run_at, queue.backoff() decides when to try again.
-- counted = false puts the job back without using up an attempt (a snooze). A retried send passes its gate again.
CREATE OR REPLACE FUNCTION queue.retry(results jsonb)
RETURNS TABLE (id bigint, answer text)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    number CONSTANT xid8 := pg_current_xact_id();  -- rule 3: before the clock is read
    present CONSTANT timestamptz := clock.now();
BEGIN
    RETURN QUERY
    WITH given AS MATERIALIZED (
        SELECT result.id, fence, nonce, error, nullif(run_at, 'infinity') AS run_at, coalesce(counted, true) AS counted
        FROM jsonb_to_recordset(results)
            AS result (id bigint, fence bigint, nonce uuid, error text, run_at timestamptz, counted boolean)
    ), ended AS (
        DELETE FROM queue.running
        USING given
        WHERE running.id = ANY (ARRAY(SELECT given.id FROM given)) AND running.id = given.id
          AND running.fence = given.fence AND running.nonce = given.nonce
        RETURNING running.*, given.error, given.run_at AS next_at, given.counted,
                  running.attempt + given.counted::int AS attempts_now,
                  given.counted AND running.attempt + 1 >= running.attempt_limit AS is_last
    ), recorded AS (
        INSERT INTO queue.attempts (job_id, queue, attempt, ended_at, fence, worker, error)
        SELECT id, queue, attempts_now, present, fence, worker, coalesce(error, 'unknown error')
        FROM ended
        WHERE counted
    ), again AS (
        INSERT INTO queue.delayed (
            id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
            unique_key, note, payload
        )
        SELECT id, greatest(coalesce(next_at, present + queue.backoff(attempts_now)), present), enqueued_at, expires_at,
               priority, attempts_now, attempt_limit, crashes, queue, kind, gate, unique_key, error, payload
        FROM ended WHERE NOT is_last
    ), given_up AS (
        INSERT INTO queue.dead (
            id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
            unique_key, note, payload, died_at, reason
        )
        SELECT id, run_at, enqueued_at, expires_at, priority, attempts_now, attempt_limit, crashes, queue, kind, gate,
               unique_key, error, payload, present, 'attempts used up'
        FROM ended WHERE is_last
    )
    SELECT given.id, CASE WHEN ended.id IS NULL THEN 'stale' WHEN is_last THEN 'dead' ELSE 'retried' END
    FROM given LEFT JOIN ended USING (id, fence);
END $$;
COMMENT ON FUNCTION queue.retry(jsonb) IS
    'Ends failed attempts [{id, fence, nonce, error, run_at, counted}]. Returns for each: retried, dead (that was the '
    'last attempt) or stale (the lease was lost and nothing changed).';
