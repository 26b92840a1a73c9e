-- Adds automation.counter_increments up into automation.counters. It sees and deletes only committed rows, in the
-- transaction that adds them, so that each counts exactly once.
CREATE OR REPLACE FUNCTION automation.fold_counters(term bigint) RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off AS $$
#variable_conflict use_column
DECLARE
    folded bigint;
BEGIN
    PERFORM queue.require_term(term);
    WITH taken AS (
        DELETE FROM automation.counter_increments RETURNING *
    ), added AS (
        INSERT INTO automation.counters AS counter (workflow, version, step, what, reason, day, times)
        SELECT workflow, version, step, what, reason, day, sum(times)
        FROM taken
        GROUP BY workflow, version, step, what, reason, day
        ON CONFLICT ON CONSTRAINT one_counter_each DO UPDATE SET times = counter.times + excluded.times
    )
    SELECT count(*) INTO folded FROM taken;
    RETURN folded;
END $$;
COMMENT ON FUNCTION automation.fold_counters(bigint) IS
    'Adds up what was counted since the last call. Returns how many rows it folded in. Part of the coordinator. '
    'Refuses a term that is not the leader''s.';
