-- Moves the marks from which claiming begins past rows that are gone.
--
-- A position is given out when a row is written, and the row appears when its transaction commits, perhaps much later
-- and below younger ones. So a mark may only pass positions that have settled. Each call reads the highest position
-- given out, and takes a transaction number of its own after that: whoever was given one of these positions had a
-- smaller number by then (queue.place() sees to that; the other verbs have deleted a row before they write one). When
-- every smaller number has ended, these positions have settled, and the first row that is there is the first there can
-- be. The next number a snapshot knows of would not do: it lies behind transactions that run, not before them.
--
-- The fences of leases settle as positions do: a claim has locked what it takes before it numbers it.
--
-- What is due settles in the same way: a job for later is enqueued for a moment that is still to come, so of those due
-- at a moment that has settled, the first that is there is the first there can be. But for what is put back with a
-- moment that has passed, and for what a clock does that is set back: queue.promote() looks for that now and then.
--
-- Marks only move forward, and a step of a thousand positions or fences, or of a second, is worth writing. Safe to run
-- twice at once.
CREATE OR REPLACE FUNCTION queue.advance_marks(term bigint) RETURNS int
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    suspect CONSTANT boolean := false;  -- a literal would be folded into a condition that the index does not serve
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
        -- Written in another cluster, from which this database was restored: numbers begin anew.
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
    'Moves queue.marks, queue.gate_marks, queue.lease_marks and queue.settling forward past rows that are gone; '
    'answers how many marks of lanes moved. In a transaction of its own. Refused when the term is not the leader''s.';

CREATE OR REPLACE FUNCTION queue.may_settle(settled queue.settling, present timestamptz) RETURNS boolean
LANGUAGE sql AS $$
    SELECT position.last_value >= settled.position + 1000 OR fence.last_value >= settled.fence + 1000
        OR present NOT BETWEEN settled.moment AND settled.moment
            + CASE WHEN position.last_value > settled.position THEN interval '1 second' ELSE interval '1 minute' END
    FROM queue.position, queue.fence;
$$;
COMMENT ON FUNCTION queue.may_settle(queue.settling, timestamptz) IS
    'Whether enough has been given out since the row of queue.settling was written, or it is old enough, to be written '
    'anew. Part of queue.advance_marks(), and for the coordinator''s look.';
