-- Takes expired jobs from the front of each lane of a gate. They are dead; none has been started.
CREATE OR REPLACE FUNCTION queue.expire_at(term bigint, gate text) RETURNS int
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
                WHERE gated.gate = expire_at.gate AND queue.lane(priority) = lane_now AND position >= queue.first_at(expire_at.gate, lane_now)
                ORDER BY position LIMIT 1000) AS front
            WHERE expires_at <= present);
    END LOOP;
    IF ids = '{}' THEN
        RETURN 0;
    END IF;
    WITH over AS MATERIALIZED (
        DELETE FROM queue.gated WHERE id = ANY (ids) RETURNING *
    ), freed AS (
        DELETE FROM queue.unique_keys USING over
        WHERE unique_keys.unique_key = over.unique_key AND unique_keys.job_id = over.id AND held_until IS NULL
    ), doubted AS (
        UPDATE messaging.deliveries AS delivery
        SET doubt = coalesce(doubt, 'its worker died while handing it over') || '; its job expired'
        FROM over WHERE over.queue = 'email' AND delivery.dedup_key = messaging.dedup_key(over.id, over.payload) AND delivery.state = 'sending'
    )
    INSERT INTO queue.dead (id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload, died_at, reason)
    SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload, present, 'expired'
    FROM over;
    GET DIAGNOSTICS count = ROW_COUNT;
    RETURN count;
END $$;
COMMENT ON FUNCTION queue.expire_at(bigint, text) IS 'Moves expired jobs from the front of a gate to queue.dead; a thousand of each lane are looked at. Answers how many. Refused when the term is not the leader''s.';
