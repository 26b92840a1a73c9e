-- Looks at several queues in one statement, so that an idle worker costs little. The worker then claims where jobs
-- wait.
CREATE OR REPLACE FUNCTION queue.look(queues text[])
RETURNS TABLE (queue text, waiting boolean, suspects boolean)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    suspect CONSTANT boolean := true;  -- a literal would be folded into another condition, which misses the index
BEGIN
    RETURN QUERY
    SELECT known.name,
           EXISTS (
               SELECT FROM unnest('{-1,0,1}'::int[]) AS lanes (lane)
               LEFT JOIN queue.marks ON marks.queue = known.name AND marks.lane = lanes.lane
               CROSS JOIN LATERAL (
                   SELECT FROM queue.ready
                   WHERE ready.queue = known.name AND (crashes > 0) = NOT suspect AND queue.lane(priority) = lanes.lane
                     AND position >= coalesce(low, 0)
                   LIMIT 1) AS first),
           EXISTS (SELECT FROM queue.ready WHERE ready.queue = known.name AND (crashes > 0) = suspect)
    FROM queue.queues AS known
    WHERE known.name = ANY (look.queues) AND paused_at IS NULL;
END $$;
COMMENT ON FUNCTION queue.look(text[]) IS
    'For each of these queues that is not paused: whether jobs wait to be claimed, and whether suspects wait (jobs '
    'that have killed a worker).';
