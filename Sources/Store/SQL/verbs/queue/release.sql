-- Releases gated jobs, each for as long as its gate allows. A job that waited only for a rate has no gate afterwards.
--
-- Finds the jobs by the index on id, and so locks them in the order of their ids (rule 6 of 0002_queue.sql).
CREATE OR REPLACE FUNCTION queue.release(term bigint, ids bigint[], valid_untils timestamptz[])
RETURNS bigint
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    moved bigint;
    queues text[];
BEGIN
    PERFORM queue.require_term(term);
    WITH given AS MATERIALIZED (
        SELECT DISTINCT ON (id) * FROM unnest(ids, valid_untils) AS verdict (id, allowed_until)
    ), through AS MATERIALIZED (
        DELETE FROM queue.gated WHERE id = ANY (ids) RETURNING *
    ), moved AS (
        INSERT INTO queue.ready (
            id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
            gate, unique_key, note, payload
        )
        SELECT id, run_at, enqueued_at, allowed_until, expires_at, priority, attempt, attempt_limit, crashes, queue,
               kind, nullif(gate, queue.rate_gate(queue)), unique_key, note, payload
        FROM through JOIN given USING (id) ORDER BY position
        RETURNING queue
    )
    SELECT count(*), array_agg(DISTINCT queue) INTO moved, queues FROM moved;
    IF moved > 0 AND EXISTS (SELECT FROM queue.listeners) THEN
        PERFORM queue.wake(queues);
    END IF;
    RETURN moved;
END $$;
COMMENT ON FUNCTION queue.release(bigint, bigint[], timestamptz[]) IS
    'Moves gated jobs to queue.ready. valid_untils: from when each must pass its gate again; null, or none given: '
    'never. Returns how many were still at a gate.';
