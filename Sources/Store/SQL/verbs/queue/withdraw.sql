-- Takes waiting jobs away for good, with the reason.
--
-- Only jobs that are delayed or at a gate: one that is ready or running finds out by itself that it is not wanted.
-- Found by the index, and so locked in the order of their ids: no two such statements deadlock. Sends are withdrawn by
-- messaging.withdraw(), which also lists what they may have handed over.
CREATE OR REPLACE FUNCTION queue.withdraw(ids bigint[], outcome text, reason text)
RETURNS TABLE (id bigint, queue text, payload jsonb)
LANGUAGE sql
SET enable_seqscan = off SET jit = off SET enable_bitmapscan = off AS $$
    WITH waiting AS (
        DELETE FROM queue.delayed WHERE id = ANY (ids) RETURNING id, run_at, attempt, queue, kind, unique_key, payload
    ), at_the_gate AS (
        DELETE FROM queue.gated WHERE id = ANY (ids) RETURNING id, run_at, attempt, queue, kind, unique_key, payload
    ), gone AS (
        SELECT * FROM waiting UNION ALL SELECT * FROM at_the_gate
    ), freed AS (
        DELETE FROM queue.unique_keys
        USING gone
        WHERE unique_keys.unique_key = gone.unique_key AND unique_keys.job_id = gone.id AND held_until IS NULL
    ), kept AS (
        INSERT INTO queue.done (id, finished_at, run_at, attempt, outcome, queue, kind, note)
        SELECT id, (SELECT clock.now()), run_at, attempt, withdraw.outcome, queue, kind, withdraw.reason FROM gone
    )
    SELECT id, queue, payload FROM gone;
$$;
COMMENT ON FUNCTION queue.withdraw(bigint[], text, text) IS
    'Moves delayed and gated jobs to queue.done with outcome cancelled or dropped and a reason. Answers those that '
    'were there.';
