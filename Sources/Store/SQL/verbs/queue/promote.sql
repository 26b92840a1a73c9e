-- Moves due jobs out of queue.delayed: to their gate, or to queue.ready.
--
-- Urgent jobs are moved first, up to eight slots of thirteen. So a backlog due at the same moment does not delay them,
-- and they cannot starve the others. Starts at queue.settling.due_from (rule 5 of 0002_queue.sql); a thorough pass
-- starts at the beginning, and so also finds jobs that were put there with a moment that had passed.
--
-- Decides the rate gate anew, whatever the job says, because its queue may have gained or lost its rate.
--
-- Works leaf by leaf, the oldest first, and names each leaf: through the parent the planner would open all leaves for
-- every batch. The lock on queue.leaves keeps queue.roll_leaves() from dropping a leaf between listing and reading it.
-- Runs as the owner of the leaves, who alone has rights to each. A leaf that an operator has dropped by hand is
-- skipped. Two concurrent calls do no harm, because rows another session has locked are skipped.
CREATE OR REPLACE FUNCTION queue.promote(term bigint, jobs_max int, thorough boolean DEFAULT true)
RETURNS int
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    present CONSTANT timestamptz := clock.now();
    rated CONSTANT text[] := ARRAY(SELECT name FROM queue.queues WHERE per_second IS NOT NULL);
    due_from CONSTANT timestamptz := CASE
        WHEN thorough THEN '-infinity'
        ELSE (SELECT settling.due_from FROM queue.settling) END;
    urgent CONSTANT int := ceil(jobs_max * 8 / 13.0);
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
            SELECT leaf FROM queue.leaves WHERE parent = 'delayed' AND from_at <= present AND to_at > due_from
              AND to_regclass(format('queue.%I', leaf)) IS NOT NULL
            ORDER BY from_at
        LOOP
            -- Looking is ten times cheaper than planning a move of nothing.
            EXECUTE format('SELECT EXISTS (SELECT FROM queue.%I WHERE run_at BETWEEN $1 AND $2 %s)',
                           due_leaf, condition)
                INTO is_due
                USING due_from, present;
            CONTINUE WHEN NOT is_due;
            EXECUTE format($move$
                WITH due AS MATERIALIZED (
                    SELECT ctid AS place
                    FROM queue.%1$I
                    WHERE run_at BETWEEN $1 AND $2 %2$s
                    ORDER BY run_at LIMIT $3 FOR UPDATE SKIP LOCKED
                ), gone AS MATERIALIZED (
                    DELETE FROM queue.%1$I WHERE ctid = ANY (ARRAY(SELECT place FROM due)) RETURNING *
                ), judged AS (
                    SELECT *,
                           CASE
                               WHEN NOT starts_with(gate, 'rate/') THEN gate
                               WHEN queue = ANY ($4) THEN queue.rate_gate(queue) END AS awaited
                    FROM gone
                ), at_the_gate AS (
                    INSERT INTO queue.gated (
                        id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
                        gate, unique_key, note, payload
                    )
                    SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
                           awaited, unique_key, note, payload
                    FROM judged WHERE awaited IS NOT NULL ORDER BY run_at, id
                ), free AS (
                    INSERT INTO queue.ready (
                        id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
                        unique_key, note, payload
                    )
                    SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
                           unique_key, note, payload
                    FROM judged WHERE awaited IS NULL ORDER BY run_at, id
                )
                SELECT count(*) FROM gone
            $move$, due_leaf, condition)
                INTO moved
                USING due_from, present, CASE condition WHEN '' THEN jobs_max ELSE urgent END - total, rated;
            total := total + moved;
            EXIT lanes WHEN total >= jobs_max;
            EXIT WHEN condition <> '' AND total >= urgent;
        END LOOP;
    END LOOP;
    IF total > 0 AND EXISTS (SELECT FROM queue.listeners) THEN
        PERFORM queue.wake();
    END IF;
    RETURN total;
END $$;
COMMENT ON FUNCTION queue.promote(bigint, int, boolean) IS
    'Moves up to jobs_max due jobs from queue.delayed to queue.ready, or to queue.gated when they have a gate or their '
    'queue a rate. thorough: reads all due jobs, also before due_from. Returns how many. Refuses a term that is not '
    'the leader''s.';
