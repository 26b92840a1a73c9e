-- Gives a worker the next jobs of one queue: urgent ones first, then normal, then bulk, each lane in its order of
-- arrival. It never waits: it skips rows that another session has locked. Relies on rules 1, 2 and 5 of 0002_queue.sql.
--
-- While later lanes have jobs, a lane leaves room for them: of thirteen slots eight are urgent, four normal and one
-- bulk. So urgent jobs cannot starve the others, and a backlog of bulk jobs cannot delay an urgent one. With fewer
-- slots, luck decides which lane gets the rest; a worker's single slot goes to the most urgent job.
--
-- In a queue with a limit on concurrency, one session claims at a time. It keeps a slot free for a job that has killed
-- a worker, if one waits, but for a minute at most, because perhaps no worker asks for such jobs.
--
-- A job that has killed a worker is given only to a claim that asks for such jobs (alone): after the first time
-- together with others like it, after the second by itself. A job that has expired, or whose valid_until has passed, is
-- never given out. Where a lane begins with such jobs, queue.put_aside() removes them first, so that they do not use up
-- the slots.
--
-- Served by ready_in_claim_order. The rows are picked by ctid, so the planner has nothing to misjudge. The plan is
-- always the generic one: a custom plan constant-folds the condition on crashes and misses the index.
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
    firsts bigint[] := '{}';  -- the first position of each lane, null where no job waits
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
    'leaving room for the later ones (8 : 4 : 1). nonce: chosen by the worker for this call; if the reply is lost, '
    'queue.reclaim() finds the claim by it. alone: asks for jobs that have killed a worker: some of those that killed '
    'one, or, with jobs_max 1, any one of them. lease: the longest the batch may take before its jobs go to another '
    'worker.';

-- Counts rows instead of keeping a counter: a running job is a row of queue.running. Starts at the lease mark of the
-- queue (rule 5). If another session is claiming from the queue, SKIP LOCKED finds no row and the result is 0.
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
    'How many more jobs of a queue with a limit may run. Keeps other sessions from claiming from it until the '
    'transaction ends. Part of queue.claim().';
