-- Takes jobs whose time has passed from the front of a lane of queue.ready: those past their valid_until go back to their
-- gate; expired ones are dead, and what they may have sent is listed as doubtful. A thousand are looked at, and those that
-- others hold are skipped.
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
        WHERE ready.queue = put_aside.queue AND (crashes > 0) = put_aside.alone AND queue.lane(priority) = put_aside.lane AND position >= first
        ORDER BY position LIMIT 1000
    ), locked AS MATERIALIZED (
        SELECT ready.ctid AS place FROM queue.ready
        WHERE ctid = ANY (ARRAY(SELECT place FROM front WHERE expires_at <= present OR valid_until <= present))
        FOR UPDATE SKIP LOCKED
    ), over AS MATERIALIZED (
        DELETE FROM queue.ready WHERE ctid = ANY (ARRAY(SELECT place FROM locked)) RETURNING *
    ), closed AS (
        INSERT INTO queue.gated (id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload)
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, 'its window had closed', payload
        FROM over WHERE expires_at IS NULL OR expires_at > present
    ), freed AS (
        DELETE FROM queue.unique_keys USING over
        WHERE unique_keys.unique_key = over.unique_key AND unique_keys.job_id = over.id AND held_until IS NULL AND over.expires_at <= present
    ), doubted AS (
        UPDATE messaging.deliveries AS delivery
        SET doubt = coalesce(doubt, 'its worker died while handing it over') || '; its job expired'
        FROM over WHERE over.expires_at <= present AND over.queue = 'email' AND delivery.dedup_key = messaging.dedup_key(over.id, over.payload) AND delivery.state = 'sending'
    ), expired AS (
        INSERT INTO queue.dead (id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload, died_at, reason)
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload, present, 'expired'
        FROM over WHERE expires_at <= present
    )
    SELECT count(*) INTO count FROM over;
    RETURN count;
END $$;
COMMENT ON FUNCTION queue.put_aside(text, boolean, int, bigint) IS 'Sends jobs that became ready and were not claimed in time back to their gate, or, when they have expired, to queue.dead: from the front of a lane, beginning with the position first. Answers how many. Part of queue.claim().';
