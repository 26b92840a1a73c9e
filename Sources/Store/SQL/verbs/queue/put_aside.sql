-- Takes jobs that were not claimed in time from the front of a lane of queue.ready. Jobs past their valid_until go back
-- to their gate; expired ones go to queue.dead. Looks at a thousand, and skips those that another session has locked.
CREATE OR REPLACE FUNCTION queue.put_aside(queue text, alone boolean, lane int, first bigint) RETURNS int
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
    count int;
BEGIN
    WITH front AS MATERIALIZED (
        SELECT ready.ctid AS place, expires_at, valid_until
        FROM queue.ready
        WHERE ready.queue = put_aside.queue
          AND (crashes > 0) = put_aside.alone
          AND queue.lane(priority) = put_aside.lane
          AND position >= first
        ORDER BY position LIMIT 1000
    ), locked AS MATERIALIZED (
        SELECT ready.ctid AS place FROM queue.ready
        WHERE ctid = ANY (ARRAY(SELECT place FROM front WHERE expires_at <= present OR valid_until <= present))
        FOR UPDATE SKIP LOCKED
    ), over AS MATERIALIZED (
        DELETE FROM queue.ready WHERE ctid = ANY (ARRAY(SELECT place FROM locked)) RETURNING *
    ), closed AS (
        INSERT INTO queue.gated (
            id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
            unique_key, note, payload
        )
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
               unique_key, 'its window had closed', payload
        FROM over WHERE expires_at IS NULL OR expires_at > present
    ), expired AS (
        INSERT INTO queue.dead (
            id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
            unique_key, note, payload, died_at, reason
        )
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
               unique_key, note, payload, present, 'expired'
        FROM over WHERE expires_at <= present
    )
    SELECT count(*) INTO count FROM over;
    RETURN count;
END $$;
COMMENT ON FUNCTION queue.put_aside(text, boolean, int, bigint) IS
    'Sends jobs that were not claimed in time back to their gate, or, when they have expired, to queue.dead: from the '
    'front of a lane, starting at the position first. Returns how many. Part of queue.claim().';
