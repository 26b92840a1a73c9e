-- Makes delayed jobs due now, when what they waited for has happened.
CREATE OR REPLACE FUNCTION queue.hasten(ids bigint[], run_before timestamptz DEFAULT 'infinity') RETURNS bigint
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    present CONSTANT timestamptz := clock.now();
    moved bigint;
BEGIN
    WITH woken AS (
        DELETE FROM queue.delayed WHERE id = ANY (ids) AND run_at > present AND run_at <= run_before RETURNING *
    )
    INSERT INTO queue.delayed
        (id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes,
         queue, kind, gate, unique_key, note, payload)
    SELECT id, present, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes,
           queue, kind, gate, unique_key, note, payload
    FROM woken ORDER BY id;
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;
COMMENT ON FUNCTION queue.hasten(bigint[], timestamptz) IS
    'Makes delayed jobs due now and returns how many. run_before: none of them is due later, so the leaves of later '
    'days are not searched. Part of automation.resume() and automation.look_again().';
