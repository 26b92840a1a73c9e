-- Puts the jobs of an action back as they were, unless they have moved on since.
--
-- Cancelled jobs come back unless their unique key is taken, rescheduled and redriven ones unless they have started.
-- Runs as its owner, because operators may not write the tables themselves.
CREATE OR REPLACE FUNCTION queue.undo(action bigint, reason text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    done_before queue.audit;
    undoing_verbs text;
    ours  bigint[];
    count bigint;
BEGIN
    PERFORM queue.require_reason(reason);
    SELECT * INTO done_before FROM queue.audit WHERE id = action FOR UPDATE;
    undoing_verbs := CASE
        WHEN done_before.verb IN ('pause', 'resume')
            THEN 'queue.pause() or queue.resume(), automation.pause() or automation.resume()'
        WHEN done_before.verb = 'limit' THEN 'queue.set_limits()'
        WHEN done_before.verb = 'declare' THEN 'queue.declare_queue() or queue.declare_kind()' END;
    IF done_before.verb = 'forget' THEN
        RAISE EXCEPTION 'action % is not undone: what it dropped is gone', action USING ERRCODE = '22023';
    END IF;
    IF done_before.applied_at IS NULL OR done_before.undone_at IS NOT NULL OR undoing_verbs IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = CASE
            WHEN done_before.id IS NULL THEN format('there is no action %s', action)
            WHEN undoing_verbs IS NOT NULL THEN format('action %s is undone by another %s', action, undoing_verbs)
            WHEN done_before.undone_at IS NOT NULL
                THEN format('action %s was undone at %s by %s',
                            action, date_trunc('second', done_before.undone_at), done_before.undone_by)
            ELSE format('action %s was never applied', action) END;
    END IF;
    IF done_before.changed > 0 AND NOT EXISTS (SELECT FROM queue.audit_jobs WHERE audit_id = action) THEN
        RAISE EXCEPTION 'action % is too old: its jobs are forgotten after a week', action USING ERRCODE = '22023';
    END IF;
    ours := CASE done_before.verb WHEN 'cancel' THEN queue.uncancel(action) ELSE queue.unmove(action) END;
    INSERT INTO queue.delayed (
        id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key,
        note, payload
    )
    SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
           unique_key, note, payload
    FROM queue.audit_jobs WHERE audit_id = action AND id = ANY (ours) AND place <> 'dead';
    INSERT INTO queue.dead (
        id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key,
        note, payload, died_at, reason
    )
    SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
           unique_key, note, payload, died_at, reason
    FROM queue.audit_jobs WHERE audit_id = action AND id = ANY (ours) AND place = 'dead';
    count := cardinality(ours);
    UPDATE queue.audit
    SET undone_at = clock_timestamp(), undone_by = session_user, undo_reason = undo.reason, restored = count
    WHERE id = action;
    RETURN format('undone: %s of %s jobs are as they were%s', count, done_before.changed,
                  CASE WHEN count < done_before.changed THEN '; the others have gone on meanwhile' ELSE '' END);
END $$;
COMMENT ON FUNCTION queue.undo(bigint, text) IS
    'Undoes an action on jobs, within a week: puts back those that have not moved on since. Audited.';

-- Takes the cancelled jobs of an action out of queue.done, and takes their unique keys again. Leaves out jobs whose key
-- another job holds.
CREATE OR REPLACE FUNCTION queue.uncancel(action bigint) RETURNS bigint[]
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    ours bigint[];
BEGIN
    WITH cancelled AS MATERIALIZED (
        SELECT id, unique_key FROM queue.audit_jobs WHERE audit_id = action AND is_changed
    ), keyed AS (
        INSERT INTO queue.unique_keys (unique_key, job_id)
        SELECT unique_key, id FROM cancelled WHERE unique_key IS NOT NULL ORDER BY unique_key
        ON CONFLICT (unique_key) DO NOTHING RETURNING job_id
    )
    SELECT coalesce(array_agg(id), '{}') INTO ours FROM cancelled
    WHERE unique_key IS NULL OR id IN (SELECT job_id FROM keyed)
       OR EXISTS (
           SELECT FROM queue.unique_keys AS own
           WHERE own.unique_key = cancelled.unique_key AND own.job_id = cancelled.id);
    DELETE FROM queue.done WHERE id = ANY (ours) AND outcome = 'cancelled';
    RETURN ours;
END $$;
COMMENT ON FUNCTION queue.uncancel(bigint) IS
    'Takes the cancelled jobs of an action out of queue.done, except those whose unique key another job holds. Part of '
    'queue.undo().';

-- Takes the rescheduled or redriven jobs of an action out of queue.delayed. Only those that have not changed since:
-- they still have the note and the moment that the action gave them.
CREATE OR REPLACE FUNCTION queue.unmove(action bigint) RETURNS bigint[]
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    ours bigint[];
BEGIN
    WITH back AS (
        DELETE FROM queue.delayed
        USING queue.audit
        WHERE delayed.id = ANY (ARRAY(SELECT id FROM queue.audit_jobs WHERE audit_id = action AND is_changed))
          AND audit.id = action
          AND delayed.run_at = coalesce(audit.run_at, delayed.run_at)
          AND delayed.note = CASE audit.verb
              WHEN 'reschedule' THEN 'rescheduled: '
              ELSE 'redriven: ' END || audit.reason
        RETURNING delayed.id
    )
    SELECT coalesce(array_agg(id), '{}') INTO ours FROM back;
    RETURN ours;
END $$;
COMMENT ON FUNCTION queue.unmove(bigint) IS
    'Takes the rescheduled or redriven jobs of an action that still wait out of queue.delayed. Part of queue.undo().';

-- Forgets previews that were not applied, and the jobs of actions that are too old to undo.
CREATE OR REPLACE FUNCTION queue.forget_undo() RETURNS void
LANGUAGE sql AS $$
    DELETE FROM queue.audit_jobs WHERE audit_id IN (
        SELECT id FROM queue.audit
        WHERE coalesce(applied_at + interval '7 days', previewed_at + interval '1 day') < clock_timestamp());
    DELETE FROM queue.audit WHERE applied_at IS NULL AND previewed_at < clock_timestamp() - interval '1 day';
$$;
COMMENT ON FUNCTION queue.forget_undo() IS
    'Forgets previews after a day, and after a week what queue.undo() needs. Part of the coordinator.';
