-- Gives a worker the next jobs of one queue, most urgent first.
--
-- Rows other workers hold are skipped, so claiming never waits. Served by ready_in_claim_order: the rows are picked by
-- their place, so the planner has nothing to misjudge. The plan is always the generic one: one made for the values of a
-- call would fold the condition on crashes into another, which the index does not serve. A job that has killed a worker
-- is handed out alone, and only to a claim that asks for such. Jobs past their valid_until go back to their gate; expired
-- ones are dead.
CREATE OR REPLACE FUNCTION queue.claim(queue text, jobs_max int, worker text, nonce uuid, alone boolean DEFAULT false, lease interval DEFAULT '2 minutes')
RETURNS SETOF queue.running
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
BEGIN
    IF EXISTS (SELECT FROM queue.queues WHERE name = claim.queue AND paused_at IS NOT NULL) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH picked AS MATERIALIZED (
        SELECT ready.ctid AS place
        FROM queue.ready
        WHERE ready.queue = claim.queue AND (crashes > 0) = claim.alone
        ORDER BY priority, position
        LIMIT CASE WHEN claim.alone THEN 1 ELSE jobs_max END
        FOR UPDATE SKIP LOCKED
    ), taken AS MATERIALIZED (
        DELETE FROM queue.ready WHERE ctid = ANY (ARRAY(SELECT place FROM picked)) RETURNING *
    ), closed AS (
        INSERT INTO queue.gated (id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload)
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, 'its window had closed', payload
        FROM taken WHERE valid_until <= present AND (expires_at IS NULL OR expires_at > present)
    ), freed AS (
        DELETE FROM queue.unique_keys USING taken
        WHERE unique_keys.unique_key = taken.unique_key AND unique_keys.job_id = taken.id AND taken.expires_at <= present
    ), expired AS (
        INSERT INTO queue.dead (id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload, died_at, reason)
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload, present, 'expired'
        FROM taken WHERE expires_at <= present
    )
    INSERT INTO queue.running (id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload, fence, nonce, worker, ready_at, deadline)
    SELECT id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload,
           nextval('queue.fence'), claim.nonce, claim.worker, ready_at, clock_timestamp() + claim.lease
    FROM taken
    WHERE (valid_until IS NULL OR valid_until > present) AND (expires_at IS NULL OR expires_at > present)
    ORDER BY priority, position
    RETURNING *;
END $$;
COMMENT ON FUNCTION queue.claim(text, int, text, uuid, boolean, interval) IS
    'Gives a worker up to jobs_max jobs of a queue, each with its fence. nonce: chosen by the worker for this call; queue.resume() finds a claim whose reply was lost by it. alone: asks for one job that has killed a worker before. lease: the longest the batch may take before it is given to others.';
