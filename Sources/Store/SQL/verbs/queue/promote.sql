-- Moves jobs that have fallen due out of queue.delayed: to their gate, or to ready.
--
-- Urgent ones first: a crowd that is due at the same moment does not delay them. Works leaf by leaf, the oldest first, naming each: through the parent the planner would open all of them for every
-- batch. The lock on the list of leaves keeps queue.roll_leaves() from dropping one between its being named and being
-- read; it names them as their owner, who alone has rights to each. Safe to run twice at once; rows another promoter holds are skipped.
CREATE OR REPLACE FUNCTION queue.promote(term bigint, jobs_max int)
RETURNS int
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    present CONSTANT timestamptz := clock.now();
    rated CONSTANT text[] := ARRAY(SELECT name FROM queue.queues WHERE per_second IS NOT NULL);
    due_leaf text;
    condition text;
    is_due boolean;
    moved int;
    total int := 0;
BEGIN
    PERFORM queue.require_term(term);
    LOCK TABLE queue.leaves IN ROW EXCLUSIVE MODE;
    <<lanes>>
    FOREACH condition IN ARRAY ARRAY['AND priority < 0', ''] LOOP
        FOR due_leaf IN
            SELECT leaf FROM queue.leaves WHERE parent = 'delayed' AND from_at <= present ORDER BY from_at
        LOOP
            -- Looking is ten times cheaper than planning a move of nothing.
            EXECUTE format('SELECT EXISTS (SELECT FROM queue.%I WHERE run_at <= $1 %s)', due_leaf, condition) INTO is_due USING present;
            CONTINUE WHEN NOT is_due;
            EXECUTE format($move$
                WITH due AS MATERIALIZED (
                    SELECT ctid AS place FROM queue.%1$I WHERE run_at <= $1 %2$s ORDER BY run_at LIMIT $2 FOR UPDATE SKIP LOCKED
                ), gone AS MATERIALIZED (
                    DELETE FROM queue.%1$I WHERE ctid = ANY (ARRAY(SELECT place FROM due)) RETURNING *
                ), judged AS (
                    SELECT *, coalesce(gate, CASE WHEN queue = ANY ($3) THEN queue.rate_gate(queue, queue.lane(priority)) END) AS awaited FROM gone
                ), at_the_gate AS (
                    INSERT INTO queue.gated (id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload)
                    SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, awaited, unique_key, note, payload
                    FROM judged WHERE awaited IS NOT NULL ORDER BY run_at, id
                ), free AS (
                    INSERT INTO queue.ready (id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, unique_key, note, payload)
                    SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, unique_key, note, payload
                    FROM judged WHERE awaited IS NULL ORDER BY run_at, id
                )
                SELECT count(*) FROM gone
            $move$, due_leaf, condition) INTO moved USING present, jobs_max - total, rated;
            total := total + moved;
            EXIT lanes WHEN total >= jobs_max;
        END LOOP;
    END LOOP;
    IF total > 0 AND EXISTS (SELECT FROM queue.listeners) THEN
        PERFORM queue.wake();
    END IF;
    RETURN total;
END $$;
COMMENT ON FUNCTION queue.promote(bigint, int) IS 'Moves up to jobs_max due jobs from queue.delayed to queue.ready, or to queue.gated when they have a gate. Answers how many. Refused when the term is not the leader''s.';
