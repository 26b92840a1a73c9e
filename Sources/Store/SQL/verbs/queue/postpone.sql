-- Moves gated jobs back to queue.delayed, with the reason. Locks them in the order of their ids, as queue.release()
-- does (rule 6 of 0002_queue.sql).
CREATE OR REPLACE FUNCTION queue.postpone(term bigint, ids bigint[], untils timestamptz[], reasons text[])
RETURNS bigint
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    moved bigint;
BEGIN
    PERFORM queue.require_term(term);
    WITH given AS MATERIALIZED (
        SELECT DISTINCT ON (id) * FROM unnest(ids, untils, reasons) AS verdict (id, until, reason)
    ), back AS MATERIALIZED (
        DELETE FROM queue.gated WHERE id = ANY (ids) RETURNING *
    ), moved AS (
        INSERT INTO queue.delayed (
            id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
            unique_key, note, payload
        )
        SELECT id, until, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
               unique_key, reason, payload
        FROM back JOIN given USING (id)
        RETURNING 1
    )
    SELECT count(*) INTO moved FROM moved;
    RETURN moved;
END $$;
COMMENT ON FUNCTION queue.postpone(bigint, bigint[], timestamptz[], text[]) IS
    'Moves gated jobs back to queue.delayed until the given moments, with the reasons as their notes. Returns how many '
    'were still at a gate.';
