-- Moves expired jobs from the front of each lane of a gate to queue.dead. None of them has started. Skips jobs that
-- another session, such as an operator's, has locked, and leaves them for the next call.
CREATE OR REPLACE FUNCTION queue.expire_gated(term bigint, gate text) RETURNS int
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
    ids bigint[] := '{}';
    count int;
BEGIN
    PERFORM queue.require_term(term);
    FOR lane_now IN -1..1 LOOP
        ids := ids || ARRAY(
            SELECT id FROM (
                SELECT id, expires_at FROM queue.gated
                WHERE gated.gate = expire_gated.gate
                  AND queue.lane(priority) = lane_now
                  AND position >= queue.first_gated(expire_gated.gate, lane_now)
                ORDER BY position LIMIT 1000) AS front
            WHERE expires_at <= present);
    END LOOP;
    IF ids = '{}' THEN
        RETURN 0;
    END IF;
    ids := ARRAY(SELECT id FROM queue.gated WHERE id = ANY (ids) FOR UPDATE SKIP LOCKED);
    WITH over AS (
        DELETE FROM queue.gated WHERE id = ANY (ids) RETURNING *
    ), expired AS (
        INSERT INTO queue.dead (
            id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
            unique_key, note, payload, died_at, reason
        )
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
               unique_key, note, payload, present, 'expired'
        FROM over
    )
    SELECT count(*) INTO count FROM over;
    RETURN count;
END $$;
COMMENT ON FUNCTION queue.expire_gated(bigint, text) IS
    'Moves expired jobs from the front of a gate to queue.dead, looking at a thousand of each lane. Returns how many. '
    'Refuses a term that is not the leader''s.';
