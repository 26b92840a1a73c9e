-- Gives a worker the next jobs of one queue: urgent ones first, then normal, then bulk, each lane in its order of
-- arrival.
--
-- A lane leaves room for the ones after it while they have jobs: of thirteen places eight are urgent, four normal, one
-- bulk. So neither can a crowd of urgent jobs starve the others, nor a crowd of bulk delay an urgent one. Of fewer
-- places luck gives each lane its part; a worker's single place goes to the most urgent.
--
-- In a queue with a limit on concurrency one claims at a time, and leaves a place for a job that has killed a worker,
-- if there is one; for a minute, in case nobody asks for such.
--
-- Rows other workers hold are skipped, so claiming never waits. Each lane begins at its mark: rows that are gone, but
-- not yet removed, are not walked over. Served by ready_in_claim_order: the rows are picked by their place, so the
-- planner has nothing to misjudge. The plan is always the generic one: one made for the values of a call would fold the
-- condition on crashes into another, which the index does not serve. A job that has killed a worker is handed out only
-- to a claim that asks for such: with others like it after the first time, by itself after the second. Jobs whose time
-- has passed are never handed out; where a lane begins with such, they are put aside first, so that no crowd of them
-- uses up what is free.
CREATE OR REPLACE FUNCTION queue.claim(
    queue text, jobs_max int, worker text, nonce uuid, alone boolean DEFAULT false, lease interval DEFAULT '2 minutes'
)
RETURNS SETOF queue.running
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
    free int := jobs_max;
    got  int;
    lane_now int;
    mark bigint;
    first bigint;
    is_over boolean;
    firsts bigint[] := '{}';  -- the first position of each lane, null where nobody waits
    waits boolean[] := '{}';
    rules queue.queues;
    luck double precision := CASE WHEN jobs_max > 1 THEN random() ELSE 0 END;
BEGIN
    SELECT * INTO rules FROM queue.queues WHERE name = claim.queue;
    IF rules.paused_at IS NOT NULL THEN
        RETURN;
    ELSIF rules.concurrency IS NOT NULL THEN
        free := least(free, queue.places_free(claim.queue) - (NOT alone AND EXISTS (
            SELECT FROM queue.ready
            WHERE ready.queue = claim.queue
              AND (crashes > 0) = (NOT claim.alone)
              AND ready_at BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp()))::int);
        luck := random();
        IF free <= 0 THEN
            RETURN;
        END IF;
    END IF;
    FOR lane_now IN -1..1 LOOP
        mark := (SELECT low FROM queue.marks WHERE marks.queue = claim.queue AND marks.lane = lane_now AND NOT alone);
        FOR look IN 1..4 LOOP
            SELECT position, expires_at <= present OR valid_until <= present INTO first, is_over
            FROM queue.ready
            WHERE ready.queue = claim.queue
              AND (crashes > 0) = claim.alone
              AND queue.lane(priority) = lane_now
              AND position >= coalesce(mark, 0)
              AND (jobs_max = 1 OR crashes < 2)
            ORDER BY position LIMIT 1;
            mark := first;
            EXIT WHEN is_over IS NOT TRUE OR queue.put_aside(queue, alone, lane_now, first) = 0;
        END LOOP;
        firsts[lane_now + 2] := first;
        waits[lane_now + 2] := first IS NOT NULL;
    END LOOP;

    FOR lane_now IN -1..1 LOOP
        CONTINUE WHEN NOT waits[lane_now + 2];
        RETURN QUERY
        WITH picked AS MATERIALIZED (
            SELECT ready.ctid AS place
            FROM queue.ready
            WHERE ready.queue = claim.queue
              AND (crashes > 0) = claim.alone
              AND queue.lane(priority) = lane_now
              AND position >= firsts[lane_now + 2]
              AND (jobs_max = 1 OR crashes < 2)
              AND (valid_until IS NULL OR valid_until > present)
              AND (expires_at IS NULL OR expires_at > present)
            ORDER BY position
            LIMIT free - queue.kept_for_later(free, lane_now, waits, luck)
            FOR UPDATE SKIP LOCKED
        ), taken AS MATERIALIZED (
            DELETE FROM queue.ready WHERE ctid = ANY (ARRAY(SELECT place FROM picked)) RETURNING *
        )
        INSERT INTO queue.running (
            id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
            gate, unique_key, note, payload, fence, nonce, worker, ready_at, deadline
        )
        SELECT id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
               gate, unique_key, note, payload,
               nextval('queue.fence'), claim.nonce, claim.worker, ready_at, clock_timestamp() + claim.lease
        FROM taken
        ORDER BY position
        RETURNING *;
        GET DIAGNOSTICS got = ROW_COUNT;
        free := free - got;
        EXIT WHEN free <= 0;
    END LOOP;
END $$;
COMMENT ON FUNCTION queue.claim(text, int, text, uuid, boolean, interval) IS
    'Gives a worker up to jobs_max jobs of a queue, each with its fence: urgent before normal before bulk, each lane '
    'leaving room for those after it (8 : 4 : 1). nonce: chosen by the worker for this call; queue.reclaim() finds a '
    'claim whose reply was lost by it. alone: asks for jobs that have killed a worker before: some of those that '
    'killed one, or, with jobs_max 1, any one of them. lease: the longest the batch may take before it is given to '
    'others.';

-- Counted, not kept in a counter: what runs is what has a row. Begins where the leases of the queue begin, not among
-- those that have ended. Whoever claims at the same moment gets nothing now.
CREATE OR REPLACE FUNCTION queue.places_free(queue text) RETURNS int
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    places int;
BEGIN
    SELECT concurrency INTO places FROM queue.queues WHERE name = places_free.queue FOR NO KEY UPDATE SKIP LOCKED;
    RETURN coalesce(places - (
        SELECT count(*) FROM queue.running
        WHERE running.queue = places_free.queue
          AND fence >= coalesce(
              (SELECT low FROM queue.lease_marks WHERE lease_marks.queue = places_free.queue), 0))::int, 0);
END $$;
COMMENT ON FUNCTION queue.places_free(text) IS
    'How many more jobs of a queue with a limit may run; holds other claims off until the transaction ends. Part of '
    'queue.claim().';
