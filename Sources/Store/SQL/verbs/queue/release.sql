-- Lets gated jobs through, each for as long as its gate allows.
CREATE OR REPLACE FUNCTION queue.release(term bigint, ids bigint[], valid_untils timestamptz[])
RETURNS bigint
LANGUAGE plpgsql
SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    moved bigint;
BEGIN
    PERFORM queue.require_term(term);
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(ids, valid_untils) AS verdict (id, valid_until)
    ), through AS (
        DELETE FROM queue.gated USING given WHERE gated.id = given.id RETURNING gated.*, given.valid_until AS allowed_until
    ), moved AS (
        INSERT INTO queue.ready (id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload)
        SELECT id, run_at, enqueued_at, allowed_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload
        FROM through ORDER BY position
        RETURNING 1
    )
    SELECT count(*) INTO moved FROM moved;
    IF moved > 0 AND EXISTS (SELECT FROM queue.listeners) THEN
        PERFORM queue.wake();
    END IF;
    RETURN moved;
END $$;
COMMENT ON FUNCTION queue.release(bigint, bigint[], timestamptz[]) IS 'Moves gated jobs to queue.ready. valid_untils: from when each must ask its gate again; null is never. Answers how many were there.';
