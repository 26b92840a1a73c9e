-- Releases jobs of a queue with a rate from their gate: as many as the leader may spend, urgent ones first.
--
-- Skips jobs that another session has locked. Expired jobs at the front go to queue.dead and use up nothing of the
-- rate. queue.room() bounds how many may lie in queue.ready, so that workers that could not claim for a while do not
-- find a backlog that starts all at once. If the queue no longer has a rate, all of its jobs may pass.
CREATE OR REPLACE FUNCTION queue.release_rated(term bigint, queue text, jobs_max int) RETURNS int
LANGUAGE sql AS $$
    SELECT queue.expire_gated(term, queue.rate_gate(queue));
    SELECT queue.release(
        term,
        ARRAY(SELECT queue.next_gated(queue.rate_gate(queue), least(jobs_max, queue.room(queue)), taking => true)),
        NULL)::int;
$$;
COMMENT ON FUNCTION queue.release_rated(bigint, text, int) IS
    'Moves up to jobs_max jobs of a queue from its rate gate to queue.ready, as far as queue.room() allows. Returns '
    'how many. Refuses a term that is not the leader''s.';

-- Counts from the marks of the lanes (rule 5 of 0002_queue.sql), and no further than the limit, which is at most
-- 10,000.
CREATE OR REPLACE FUNCTION queue.room(queue text) RETURNS int
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    suspect CONSTANT boolean := false;  -- a literal would be folded into another condition, which misses the index
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
    'How many more jobs of a queue with a rate may lie in queue.ready: a second''s worth, less those that already do; '
    '0 while it is paused. Null without a rate. Part of queue.release_rated(), and for the coordinator.';

CREATE OR REPLACE FUNCTION queue.rate_gate(queue text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'rate/' || queue;
COMMENT ON FUNCTION queue.rate_gate(text) IS 'The gate where due jobs of a queue with a rate wait.';
