-- The position of the first job of a lane that waits at a gate. Starts at the lane's mark (rule 5 of 0002_queue.sql).
CREATE OR REPLACE FUNCTION queue.first_gated(gate text, lane int) RETURNS bigint
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    mark CONSTANT bigint := (
        SELECT low FROM queue.gate_marks
        WHERE gate_marks.gate = first_gated.gate AND gate_marks.lane = first_gated.lane);
BEGIN
    RETURN (SELECT position FROM queue.gated
            WHERE gated.gate = first_gated.gate AND queue.lane(priority) = first_gated.lane
              AND position >= coalesce(mark, 0)
            ORDER BY position LIMIT 1);
END $$;
COMMENT ON FUNCTION queue.first_gated(text, int) IS
    'The position of the first job in a lane (-1 urgent, 0 normal, 1 bulk) of a gate; null when none waits. For the '
    'coordinator, which releases jobs.';
