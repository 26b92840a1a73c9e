-- The position of the first job that waits at a gate. Begins at the gate's mark, not among rows that are gone.
CREATE OR REPLACE FUNCTION queue.first_at(gate text) RETURNS bigint
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    mark CONSTANT bigint := (SELECT low FROM queue.gate_marks WHERE gate_marks.gate = first_at.gate);
BEGIN
    RETURN (SELECT position FROM queue.gated WHERE gated.gate = first_at.gate AND position >= coalesce(mark, 0) ORDER BY position LIMIT 1);
END $$;
COMMENT ON FUNCTION queue.first_at(text) IS 'The position of the first job at a gate; null when nobody waits there. For the coordinator, which lets them through.';
