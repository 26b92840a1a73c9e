-- Prepares an action on many jobs, and shows what it would do. Changes no job: queue.apply() does.
--
-- It does not cancel a job that advances an enrollment, because the enrollment would wait indefinitely.
-- automation.unenroll() ends the enrollment. Runs as its owner, because operators may not write the tables themselves.
CREATE OR REPLACE FUNCTION queue.preview(
    verb text, filter jsonb, run_at timestamptz DEFAULT NULL, jobs_max int DEFAULT 10000
)
RETURNS TABLE (action bigint, matched bigint, exact boolean, walks bigint, sample text, next text)
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off AS $$
#variable_conflict use_column
DECLARE
    looked_max CONSTANT int := 50000;
    problem    CONSTANT text := queue.filter_error(verb, filter);
    states     CONSTANT text[] := CASE
        WHEN verb = 'redrive' THEN ARRAY['dead']
        WHEN filter ? 'state' THEN ARRAY[filter ->> 'state']
        ELSE ARRAY['delayed', 'gated', 'ready'] END;
    number bigint;
    found  bigint;
    walking bigint;
BEGIN
    IF problem IS NOT NULL OR (verb = 'reschedule') <> (preview.run_at IS NOT NULL) THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = coalesce(problem, 'run_at goes with reschedule, and reschedule needs it');
    END IF;
    IF preview.run_at IN ('infinity', '-infinity') THEN
        RAISE EXCEPTION 'run_at must be a real moment, not infinity' USING ERRCODE = '22023';
    END IF;
    INSERT INTO queue.audit (verb, subject, run_at, matched)
    VALUES (verb, filter, preview.run_at, 0)
    RETURNING id INTO number;

    WITH named AS MATERIALIZED (
        SELECT job.*, verb = 'cancel' AND job.queue IN ('automation', 'email') AND EXISTS (
                   SELECT FROM automation.enrollments AS held
                   WHERE held.job_id = job.id AND held.id = CASE
                       WHEN job.payload ->> 'enrollment' ~ '^\d{1,18}$'
                           THEN (job.payload ->> 'enrollment')::bigint END) AS walks
        FROM queue.select_jobs(filter, states, looked_max) AS job
    ), kept AS (
        INSERT INTO queue.audit_jobs (
            id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
            gate, unique_key, note, payload, audit_id, place, died_at, reason
        )
        SELECT id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
               gate, unique_key, note, payload,
               number, place, died_at, reason
        FROM named WHERE NOT walks LIMIT jobs_max
        RETURNING id
    )
    SELECT (SELECT count(*) FROM kept), (SELECT count(*) FROM named WHERE walks) INTO found, walking;
    UPDATE queue.audit SET matched = found WHERE id = number;

    RETURN QUERY SELECT number, found, found < jobs_max AND queue.sees_all(filter, states, looked_max), walking,
        (SELECT string_agg(format('%s %s %s/%s %s', id, place, queue, kind, date_trunc('second', job.run_at)), E'\n'
                           ORDER BY job.run_at, id)
         FROM (SELECT * FROM queue.audit_jobs AS job WHERE audit_id = number ORDER BY job.run_at, id LIMIT 5) AS job),
        format('SELECT queue.apply(%s, ''why'');', number);
END $$;
COMMENT ON FUNCTION queue.preview(text, jsonb, timestamptz, int) IS
    'Prepares cancel, reschedule (to run_at) or redrive of the jobs a filter names: {id, queue, kind, state, reason, '
    'note, payload, run_from, run_to}. Returns the action''s number, how many jobs it would change, whether these are '
    'all (exact; false also when a table has more than the 50,000 jobs it looked at: narrow run_from and run_to), how '
    'many it left out because they advance an enrollment, and a sample. At most jobs_max: apply, and preview again.';
