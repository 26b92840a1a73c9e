-- Lets jobs of a queue with a rate through their gate: as many as the leader has to spend, urgent first.
--
-- Jobs that others hold are passed over. Expired ones at the front are dead, and cost nothing of the rate. No more
-- become ready than may lie there (queue.room): who could not claim for a while finds no crowd that begins at once.
-- Where no rate is any more, everybody may pass.
CREATE OR REPLACE FUNCTION queue.release_rated(term bigint, queue text, jobs_max int) RETURNS int
LANGUAGE sql AS $$
    SELECT queue.expire_gated(term, queue.rate_gate(queue));
    SELECT queue.release(
        term,
        ARRAY(SELECT queue.next_gated(queue.rate_gate(queue), least(jobs_max, queue.room(queue)), taking => true)),
        NULL)::int;
$$;
COMMENT ON FUNCTION queue.release_rated(bigint, text, int) IS
    'Moves up to jobs_max jobs of a queue from its rate gate to queue.ready, as far as there is room. Answers how '
    'many. Refused when the term is not the leader''s.';

-- Counted from the marks, where claiming begins, and no further than matters: of a high rate, a part of a second is
-- enough.
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
                WHERE ready.queue = room.queue
                  AND (crashes > 0) = suspect
                  AND queue.lane(priority) = lanes.lane
                  AND position >= coalesce(low, 0)
                LIMIT most) AS waiting
            LIMIT most) AS bounded);
END $$;
COMMENT ON FUNCTION queue.room(text) IS
    'How many more jobs of a queue with a rate may lie ready: a second''s worth less those that do, none while it is '
    'paused. Null without a rate. Part of queue.release_rated(), and for the coordinator.';

CREATE OR REPLACE FUNCTION queue.rate_gate(queue text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'rate/' || queue;
COMMENT ON FUNCTION queue.rate_gate(text) IS 'The gate at which due jobs of a queue with a rate wait.';
