-- Removes the words that name a person from texts that operators, errors and integrations wrote about jobs.
--
-- Rows of jobs are not updated (rule 1 of 0002_queue.sql): they are deleted and inserted with the new text.
CREATE OR REPLACE FUNCTION queue.erase_texts(pattern text) RETURNS void
LANGUAGE plpgsql
SET jit = off AS $$
#variable_conflict use_column
BEGIN
    PERFORM queue.erase_reasons(
        ARRAY(SELECT id FROM queue.audit WHERE concat_ws(' ', reason, undo_reason, subject::text) ~* pattern), pattern);
    UPDATE queue.audit
    SET subject = regexp_replace(subject::text, pattern, queue.erased(), 'gi')::jsonb
    WHERE subject::text ~* pattern;
    UPDATE queue.queues
    SET paused_reason = regexp_replace(paused_reason, pattern, queue.erased(), 'gi')
    WHERE paused_reason ~* pattern;
    -- A pending job keeps its key.
    DELETE FROM queue.unique_keys
    WHERE held_until IS NOT NULL AND unique_key ~* pattern
      AND NOT EXISTS (
          SELECT FROM queue.jobs
          WHERE jobs.id = job_id AND state IN ('delayed', 'gated', 'ready', 'running'));
    DELETE FROM queue.attempts WHERE error ~* pattern;
    WITH gone AS (
        DELETE FROM queue.dead WHERE note ~* pattern RETURNING *
    )
    INSERT INTO queue.dead (
        id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
        unique_key, note, payload, died_at, reason
    )
    SELECT id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
           gate, unique_key, regexp_replace(note, pattern, queue.erased(), 'gi'), payload, died_at, reason
    FROM gone;
END $$;
COMMENT ON FUNCTION queue.erase_texts(text) IS
    'Replaces what a pattern finds in reasons, subjects and notes, and deletes matching errors, and matching keys that '
    'are held for a period. Part of automation.erase_walks().';

CREATE OR REPLACE FUNCTION queue.erased() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '(erased)';
COMMENT ON FUNCTION queue.erased() IS 'The text that replaces removed words.';

-- The reason of a cancellation is also the note of the jobs it ended.
CREATE OR REPLACE FUNCTION queue.erase_reasons(actions bigint[], pattern text) RETURNS void
LANGUAGE plpgsql
SET jit = off AS $$
#variable_conflict use_column
DECLARE
    reasons CONSTANT text[] := ARRAY(
        SELECT reason FROM queue.audit WHERE id = ANY (actions) AND verb = 'cancel' AND reason ~* pattern);
BEGIN
    UPDATE queue.audit
    SET reason = regexp_replace(reason, pattern, queue.erased(), 'gi'),
        undo_reason = regexp_replace(undo_reason, pattern, queue.erased(), 'gi')
    WHERE id = ANY (actions) AND concat_ws(' ', reason, undo_reason) ~* pattern;
    IF reasons = '{}' THEN
        RETURN;  -- the history of jobs is long
    END IF;
    WITH gone AS (
        DELETE FROM queue.done WHERE outcome = 'cancelled' AND note = ANY (reasons) RETURNING *
    )
    INSERT INTO queue.done (
        id, fence, finished_at, run_at, claimed_at, took_ms, attempt, outcome, queue, kind, worker, note
    )
    SELECT id, fence, finished_at, run_at, claimed_at, took_ms, attempt, outcome, queue, kind, worker,
           regexp_replace(note, pattern, queue.erased(), 'gi')
    FROM gone;
END $$;
COMMENT ON FUNCTION queue.erase_reasons(bigint[], text) IS
    'Replaces what a pattern finds in the reasons of actions, and in the notes that jobs have from them. Part of '
    'queue.erase_texts().';
