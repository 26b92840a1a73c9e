-- Ends waiting jobs for good, with the reason.
--
-- Takes only jobs that are delayed or at a gate: a worker that claims a ready one finds out by itself that it is no
-- longer wanted. Finds jobs by the index on id, and so locks them in the order of their ids (rule 6 of 0002_queue.sql).
-- messaging.withdraw() withdraws sends, and also lists the messages they may have handed over.
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
    'Moves delayed and gated jobs to queue.done with outcome cancelled or dropped and a reason. Returns those that '
    'were still there.';
