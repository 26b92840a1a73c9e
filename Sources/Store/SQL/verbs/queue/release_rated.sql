-- Lets jobs of a queue with a rate through their gate: as many as the leader has to spend, urgent first.
--
-- No more become ready than may lie there (queue.room): who could not claim for a while finds no crowd that begins at once.
-- A lane leaves room for the ones after it, as in queue.claim(). Where no rate is any more, everybody may pass.
CREATE OR REPLACE FUNCTION queue.release_rated(term bigint, queue text, jobs_max int) RETURNS int
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    allowed CONSTANT int := least(jobs_max, queue.room(queue));
    free int := allowed;
    moved int;
    firsts bigint[] := '{}';  -- the first position of each lane, null where nobody waits
    waits boolean[] := '{}';
    lane_now int;
    luck CONSTANT double precision := random();
BEGIN
    PERFORM queue.require_term(term);
    FOR lane_now IN -1..1 LOOP
        firsts[lane_now + 2] := queue.first_at(queue.rate_gate(release_rated.queue, lane_now));
        waits[lane_now + 2] := firsts[lane_now + 2] IS NOT NULL;
    END LOOP;
    FOR lane_now IN -1..1 LOOP
        CONTINUE WHEN NOT waits[lane_now + 2];
        WITH picked AS MATERIALIZED (
            SELECT ctid AS place FROM queue.gated
            WHERE gate = queue.rate_gate(release_rated.queue, lane_now) AND position >= firsts[lane_now + 2]
            ORDER BY position
            LIMIT free - queue.kept_for_later(free, lane_now, waits, luck)
            FOR UPDATE SKIP LOCKED
        ), through AS (
            DELETE FROM queue.gated WHERE ctid = ANY (ARRAY(SELECT place FROM picked)) RETURNING *
        )
        INSERT INTO queue.ready (id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload)
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload
        FROM through ORDER BY position;
        GET DIAGNOSTICS moved = ROW_COUNT;
        free := free - moved;
        EXIT WHEN free <= 0;
    END LOOP;
    IF free < allowed AND EXISTS (SELECT FROM queue.listeners) THEN
        PERFORM queue.wake(ARRAY[release_rated.queue]);
    END IF;
    RETURN allowed - free;
END $$;
COMMENT ON FUNCTION queue.release_rated(bigint, text, int) IS 'Moves up to jobs_max jobs of a queue from its rate gates to queue.ready, as far as there is room. Answers how many. Refused when the term is not the leader''s.';

-- Counted from the marks, where claiming begins, and no further than matters: of a high rate, a part of a second is enough.
CREATE OR REPLACE FUNCTION queue.room(queue text) RETURNS int
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    suspect CONSTANT boolean := false;  -- a literal would be folded into a condition that the index does not serve
    rules queue.queues;
    most int;
BEGIN
    SELECT * INTO rules FROM queue.queues WHERE name = room.queue;
    IF rules.per_second IS NULL OR rules.paused_at IS NOT NULL THEN
        RETURN CASE WHEN rules.per_second IS NOT NULL THEN 0 END;
    END IF;
    most := least(ceil(rules.per_second), 10000);
    RETURN most - (
        SELECT count(*) FROM (
            SELECT FROM unnest('{-1,0,1}'::int[]) AS lanes (lane)
            LEFT JOIN queue.marks ON marks.queue = room.queue AND marks.lane = lanes.lane
            CROSS JOIN LATERAL (
                SELECT FROM queue.ready
                WHERE ready.queue = room.queue AND (crashes > 0) = suspect AND queue.lane(priority) = lanes.lane AND position >= coalesce(low, 0)
                LIMIT most) AS waiting
            LIMIT most) AS bounded);
END $$;
COMMENT ON FUNCTION queue.room(text) IS 'How many more jobs of a queue with a rate may lie ready: a second''s worth less those that do, none while it is paused. Null without a rate. Part of queue.release_rated(), and for the coordinator.';

CREATE OR REPLACE FUNCTION queue.rate_gate(queue text, lane int) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'rate/' || queue || '/' || (ARRAY['urgent', 'normal', 'bulk'])[lane + 2];
COMMENT ON FUNCTION queue.rate_gate(text, int) IS 'The gate at which jobs of a queue with a rate wait, one for each lane.';

-- Of thirteen places eight are urgent, four normal, one bulk, while such jobs wait. Where there are fewer, luck (from 0 to
-- 1) decides who has what is left over; without it, the more urgent.
CREATE OR REPLACE FUNCTION queue.kept_for_later(free int, lane int, waits boolean[], luck double precision) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(free, floor(luck + CASE lane WHEN -1 THEN free * (4 * (waits[2])::int + (waits[3])::int) / 13.0
                                          WHEN 0 THEN free * (waits[3])::int / 5.0 ELSE 0 END)::int);
COMMENT ON FUNCTION queue.kept_for_later(int, int, boolean[], double precision) IS 'How many of the free places a lane leaves for the ones after it. waits: whether jobs wait in the lanes urgent, normal, bulk.';
