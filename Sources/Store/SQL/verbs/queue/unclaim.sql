-- Puts jobs that a worker has claimed but not started back into queue.ready, without counting an attempt. By rule 2 of
-- 0002_queue.sql.
CREATE OR REPLACE FUNCTION queue.unclaim(ids bigint[], fences bigint[], nonces uuid[])
RETURNS bigint
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(ids, fences, nonces) AS result (id, fence, nonce)
    ), ended AS (
        DELETE FROM queue.running
        USING given
        WHERE running.id = ANY (ids) AND running.id = given.id
          AND running.fence = given.fence AND running.nonce = given.nonce
        RETURNING running.*
    ), back AS (
        INSERT INTO queue.ready (
            id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
            gate, unique_key, note, payload, ready_at
        )
        SELECT id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
               gate, unique_key, note, payload, ready_at
        FROM ended
        RETURNING 1
    )
    SELECT count(*) FROM back;
$$;
COMMENT ON FUNCTION queue.unclaim(bigint[], bigint[], uuid[]) IS
    'Puts claimed jobs that were not started back into queue.ready, without counting an attempt. Returns how many.';
