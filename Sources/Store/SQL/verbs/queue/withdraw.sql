-- Takes waiting jobs away for good, with the reason.
--
-- Only jobs that are delayed or at a gate: one that is ready or running finds out by itself that it is not wanted. A
-- message that may have left already, and waited for its one repetition, is kept as doubtful. Found by the index, and
-- so locked in the order of their ids: no two such statements deadlock.
CREATE OR REPLACE FUNCTION queue.withdraw(ids bigint[], outcome text, reason text)
RETURNS SETOF bigint
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
    ), doubted AS (
        UPDATE messaging.deliveries AS delivery
        SET state = 'doubtful', outcome_at = (SELECT clock.now()),
            doubt = coalesce(doubt || '; ', '') || 'not handed over again: ' || withdraw.reason
        FROM gone
        WHERE gone.queue = 'email'
          AND delivery.dedup_key = messaging.dedup_key(gone.id, gone.payload)
          AND delivery.state = 'sending'
    )
    INSERT INTO queue.done (id, finished_at, run_at, attempt, outcome, queue, kind, note)
    SELECT id, (SELECT clock.now()), run_at, attempt, withdraw.outcome, queue, kind, withdraw.reason FROM gone
    RETURNING id;
$$;
COMMENT ON FUNCTION queue.withdraw(bigint[], text, text) IS
    'Moves delayed and gated jobs to queue.done with outcome cancelled or dropped and a reason. Answers the ids that '
    'were there.';
