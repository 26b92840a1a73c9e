-- Moves the marks forward past dead rows (rules 3, 4 and 5 of 0002_queue.sql): to the first row that exists, but not
-- past the first position or fence that has not settled.
--
-- pg_snapshot_xmax() cannot serve as the horizon: it follows the last transaction that has ended, and running ones may
-- have larger numbers. So the function takes a number of its own.
--
-- A job for later is enqueued for a moment that is still to come. So among the jobs due by a settled moment, the first
-- that exists is the first there can be, and due_from may move to it.
--
-- A mark is written only when it moves by a thousand positions or fences, and queue.settling when queue.may_settle()
-- says so. Two concurrent calls do no harm.
CREATE OR REPLACE FUNCTION queue.advance_marks(term bigint) RETURNS int
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    suspect CONSTANT boolean := false;  -- a literal would be folded into another condition, which misses the index
    present CONSTANT timestamptz := clock.now();
    settled queue.settling;
    given_out bigint;
    fenced bigint;
    first_due timestamptz;
    moved int;
BEGIN
    PERFORM queue.require_term(term);
    IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'queue.advance_marks() needs a transaction that has written nothing yet'
            USING ERRCODE = 'active_sql_transaction';
    END IF;
    SELECT position.last_value, fence.last_value INTO given_out, fenced FROM queue.position, queue.fence;
    SELECT * INTO settled FROM queue.settling;
    IF settled.horizon >= pg_snapshot_xmax(pg_current_snapshot()) THEN
        -- The row was written in another cluster, from which this database was restored. Transaction numbers start anew
        -- here.
        UPDATE queue.settling
        SET position = given_out, fence = fenced, horizon = pg_current_xact_id(), moment = present,
            due_from = '-infinity';
        RETURN 0;
    ELSIF pg_snapshot_xmin(pg_current_snapshot()) < settled.horizon THEN
        RETURN 0;
    END IF;
    INSERT INTO queue.marks AS mark (queue, lane, low)
    SELECT queues.name, lanes.lane, least(coalesce(first.position, settled.position + 1), settled.position + 1)
    FROM queue.queues
    CROSS JOIN unnest('{-1,0,1}'::int[]) AS lanes (lane)
    LEFT JOIN queue.marks AS known ON known.queue = queues.name AND known.lane = lanes.lane
    LEFT JOIN LATERAL (
        SELECT ready.position FROM queue.ready
        WHERE ready.queue = queues.name AND (crashes > 0) = suspect AND queue.lane(priority) = lanes.lane
          AND ready.position >= coalesce(known.low, 0)
        ORDER BY ready.position LIMIT 1) AS first ON true
    WHERE least(coalesce(first.position, settled.position + 1), settled.position + 1) >= coalesce(known.low, 0) + 1000
    ON CONFLICT (queue, lane) DO UPDATE SET low = greatest(mark.low, excluded.low);
    GET DIAGNOSTICS moved = ROW_COUNT;
    INSERT INTO queue.gate_marks AS mark (gate, lane, low)
    SELECT gates.gate, lanes.lane,
           least(coalesce(queue.first_gated(gates.gate, lanes.lane), settled.position + 1), settled.position + 1)
    FROM (SELECT kinds.gate FROM queue.kinds WHERE kinds.gate IS NOT NULL
          UNION SELECT queue.rate_gate(name) FROM queue.queues) AS gates (gate)
    CROSS JOIN unnest('{-1,0,1}'::int[]) AS lanes (lane)
    LEFT JOIN queue.gate_marks AS known ON known.gate = gates.gate AND known.lane = lanes.lane
    WHERE settled.position + 1 >= coalesce(known.low, 0) + 1000
    ON CONFLICT (gate, lane) DO UPDATE SET low = excluded.low WHERE excluded.low >= mark.low + 1000;
    INSERT INTO queue.lease_marks AS mark (queue, low)
    SELECT queues.name, least(coalesce(first.fence, settled.fence + 1), settled.fence + 1)
    FROM queue.queues
    LEFT JOIN queue.lease_marks AS known ON known.queue = queues.name
    LEFT JOIN LATERAL (
        SELECT running.fence FROM queue.running
        WHERE running.queue = queues.name AND running.fence >= coalesce(known.low, 0)
        ORDER BY running.fence LIMIT 1) AS first ON true
    WHERE least(coalesce(first.fence, settled.fence + 1), settled.fence + 1) >= coalesce(known.low, 0) + 1000
    ON CONFLICT (queue) DO UPDATE SET low = greatest(mark.low, excluded.low);
    IF queue.may_settle(settled, present) THEN
        first_due := (
            SELECT run_at FROM queue.delayed
            WHERE run_at BETWEEN settled.due_from AND settled.moment
            ORDER BY run_at LIMIT 1);
        UPDATE queue.settling
        SET position = given_out, fence = fenced, horizon = pg_current_xact_id(), moment = present,
            due_from = coalesce(first_due, settled.moment);
    END IF;
    RETURN moved;
END $$;
COMMENT ON FUNCTION queue.advance_marks(bigint) IS
    'Moves queue.marks, queue.gate_marks, queue.lease_marks and queue.settling forward past dead rows. Returns how '
    'many marks of queue.marks moved. Needs a transaction of its own. Refuses a term that is not the leader''s.';

CREATE OR REPLACE FUNCTION queue.may_settle(settled queue.settling, present timestamptz) RETURNS boolean
LANGUAGE sql AS $$
    SELECT position.last_value >= settled.position + 1000 OR fence.last_value >= settled.fence + 1000
        OR present NOT BETWEEN settled.moment AND settled.moment
            + CASE WHEN position.last_value > settled.position THEN interval '1 second' ELSE interval '1 minute' END
    FROM queue.position, queue.fence;
$$;
COMMENT ON FUNCTION queue.may_settle(queue.settling, timestamptz) IS
    'Whether to write queue.settling again: enough positions or fences have been given out since, or it is old enough. '
    'Part of queue.advance_marks(), and for the coordinator''s look.';
