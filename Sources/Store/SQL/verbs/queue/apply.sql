-- Applies a previewed action to those of its jobs that have not moved on since the preview. Runs as its owner, because
-- operators may not write the tables themselves.
CREATE OR REPLACE FUNCTION queue.apply(action bigint, reason text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    prepared queue.audit;
    count bigint;
BEGIN
    PERFORM queue.require_reason(reason);
    SELECT * INTO prepared FROM queue.audit WHERE id = action FOR UPDATE;
    IF NOT FOUND OR prepared.applied_at IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = CASE
                WHEN prepared.id IS NULL THEN format('there is no action %s', action)
                ELSE format('action %s was applied at %s by %s',
                            action, date_trunc('second', prepared.applied_at), prepared.applied_by) END,
            HINT = 'SELECT * FROM queue.audit ORDER BY id DESC LIMIT 20;';
    END IF;
    count := CASE prepared.verb
        WHEN 'cancel' THEN queue.cancel_previewed(action, reason)
        WHEN 'reschedule' THEN queue.reschedule_previewed(action, prepared.run_at, reason)
        WHEN 'redrive' THEN queue.redrive_previewed(action, reason) END;
    UPDATE queue.audit
    SET applied_at = clock_timestamp(), applied_by = session_user, reason = apply.reason, changed = count
    WHERE id = action;
    RETURN format('%s: %s of %s jobs%s. To undo: SELECT queue.undo(%s, ''why'');',
                  prepared.verb, count, prepared.matched,
                  CASE WHEN count < prepared.matched THEN '; the others had gone on meanwhile' ELSE '' END, action);
END $$;
COMMENT ON FUNCTION queue.apply(bigint, text) IS
    'Applies a previewed action, once, with a reason. Skips jobs that have moved on since the preview. Audited.';

-- Takes the previewed jobs out of their tables and marks them as changed. It skips a job that has moved on, also one
-- that has come back after another attempt or has died again, because that is a different state from the previewed one.
-- Locks jobs at a gate in the order of their ids (rule 6 of 0002_queue.sql). IS TRUE stops the planner from turning the
-- filter into a join.
CREATE OR REPLACE FUNCTION queue.take_previewed(action bigint) RETURNS SETOF queue.audit_jobs
LANGUAGE sql
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
    WITH asked AS MATERIALIZED (
        SELECT id, place, run_at, attempt, crashes, died_at FROM queue.audit_jobs WHERE audit_id = action
    ), from_delayed AS (
        DELETE FROM queue.delayed
        WHERE id = ANY (ARRAY(SELECT id FROM asked WHERE place = 'delayed'))
          AND ((id, run_at, attempt, crashes) IN (SELECT id, run_at, attempt, crashes FROM asked)) IS TRUE
        RETURNING id
    ), from_gated AS (
        DELETE FROM queue.gated
        WHERE id = ANY (ARRAY(SELECT id FROM asked WHERE place = 'gated'))
          AND ((id, run_at, attempt, crashes) IN (SELECT id, run_at, attempt, crashes FROM asked)) IS TRUE
        RETURNING id
    ), from_ready AS (
        -- Reads all of queue.ready, because it has no index on id.
        DELETE FROM queue.ready
        WHERE ((id, run_at, attempt, crashes) IN (
            SELECT id, run_at, attempt, crashes FROM asked WHERE place = 'ready')) IS TRUE
        RETURNING id
    ), from_dead AS (
        DELETE FROM queue.dead
        WHERE id = ANY (ARRAY(SELECT id FROM asked WHERE place = 'dead'))
          AND ((id, died_at) IN (SELECT id, died_at FROM asked)) IS TRUE
        RETURNING id
    )
    UPDATE queue.audit_jobs SET is_changed = true
    WHERE audit_id = action AND id = ANY (ARRAY(
        SELECT id FROM from_delayed
        UNION ALL SELECT id FROM from_gated
        UNION ALL SELECT id FROM from_ready
        UNION ALL SELECT id FROM from_dead))
    RETURNING *;
$$;
COMMENT ON FUNCTION queue.take_previewed(bigint) IS
    'Takes the jobs of an action out of their tables and returns those that had not moved on. Part of queue.apply().';

CREATE OR REPLACE FUNCTION queue.cancel_previewed(action bigint, reason text) RETURNS bigint
LANGUAGE sql AS $$
    WITH gone AS MATERIALIZED (
        SELECT * FROM queue.take_previewed(action)
    ), freed AS (
        DELETE FROM queue.unique_keys
        USING gone
        WHERE unique_keys.unique_key = gone.unique_key AND unique_keys.job_id = gone.id AND held_until IS NULL
    ), kept AS (
        INSERT INTO queue.done (id, finished_at, run_at, attempt, outcome, queue, kind, note)
        SELECT id, (SELECT clock.now()), run_at, attempt, 'cancelled', queue, kind, cancel_previewed.reason FROM gone
    )
    SELECT count(*) FROM gone;
$$;
COMMENT ON FUNCTION queue.cancel_previewed(bigint, text) IS 'Cancels the jobs of an action. Part of queue.apply().';

CREATE OR REPLACE FUNCTION queue.reschedule_previewed(action bigint, run_at timestamptz, reason text) RETURNS bigint
LANGUAGE sql AS $$
    WITH gone AS MATERIALIZED (
        SELECT * FROM queue.take_previewed(action)
    ), moved AS (
        INSERT INTO queue.delayed (
            id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
            unique_key, note, payload
        )
        SELECT id, reschedule_previewed.run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes,
               queue, kind, gate, unique_key,
               'rescheduled: ' || reschedule_previewed.reason, payload
        FROM gone
    )
    SELECT count(*) FROM gone;
$$;
COMMENT ON FUNCTION queue.reschedule_previewed(bigint, timestamptz, text) IS
    'Moves the jobs of an action to another moment; a past moment makes them due now. Part of queue.apply().';

-- A dead job stays dead if a pending job has taken its unique key. A job that had expired comes back without an expiry.
CREATE OR REPLACE FUNCTION queue.redrive_previewed(action bigint, reason text) RETURNS bigint
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
    count bigint;
BEGIN
    -- These locks last until the jobs are taken below, so that only jobs that come back take a key.
    WITH asked AS MATERIALIZED (
        SELECT job.id, job.unique_key
        FROM queue.audit_jobs AS job
        JOIN queue.dead ON dead.id = job.id AND dead.died_at = job.died_at
        WHERE job.audit_id = action AND job.unique_key IS NOT NULL
        ORDER BY job.id
        FOR UPDATE OF dead
    ), keyed AS (
        INSERT INTO queue.unique_keys (unique_key, job_id) SELECT unique_key, id FROM asked ORDER BY unique_key
        ON CONFLICT (unique_key) DO NOTHING RETURNING job_id
    )
    DELETE FROM queue.audit_jobs USING asked
    WHERE audit_jobs.audit_id = action AND audit_jobs.id = asked.id AND asked.id NOT IN (SELECT job_id FROM keyed)
      AND NOT EXISTS (
          SELECT FROM queue.unique_keys AS own
          WHERE own.unique_key = asked.unique_key AND own.job_id = asked.id);
    WITH gone AS MATERIALIZED (
        SELECT * FROM queue.take_previewed(action)
    ), again AS (
        INSERT INTO queue.delayed (
            id, run_at, enqueued_at, expires_at, priority, attempt_limit, queue, kind, gate, unique_key, note, payload
        )
        SELECT id, present, enqueued_at, CASE WHEN expires_at > present THEN expires_at END, priority, attempt_limit,
               queue, kind, gate, unique_key,
               'redriven: ' || redrive_previewed.reason, payload
        FROM gone
    )
    SELECT count(*) INTO count FROM gone;
    RETURN count;
END $$;
COMMENT ON FUNCTION queue.redrive_previewed(bigint, text) IS
    'Makes the dead jobs of an action due now, with all their attempts again. Part of queue.apply().';
