-- Enqueues a set of jobs in the caller's transaction, and answers in their order.
--
-- One statement decides where each job goes: not yet due → delayed; due with a gate → gated; due → ready.
-- A job whose unique_key a pending job holds is not enqueued; the answer then names that job.
CREATE OR REPLACE FUNCTION queue.enqueue_many(jobs jsonb)
RETURNS TABLE (ordinal int, id bigint, existing boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    problem text := queue.problem_with(jobs);
    present CONSTANT timestamptz := clock.now();
BEGIN
    IF problem IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = problem;
    END IF;
    -- The transaction has its number before any job has a position: queue.advance_marks() rests on it.
    PERFORM pg_current_xact_id();
    RETURN QUERY
    WITH wanted AS MATERIALIZED (
        SELECT job.ordinality::int AS ordinal,
               nextval('queue.job_id') AS id,
               coalesce(job.run_at, present) AS run_at,
               job.expires_at, job.gate, job.unique_key, job.queue, job.kind,
               coalesce(job.priority, 0)::smallint AS priority,
               coalesce(job.attempt_limit, 20)::smallint AS attempt_limit,
               coalesce(job.payload, '{}') AS payload
        FROM ROWS FROM (jsonb_to_recordset(jobs) AS (
            queue text, kind text, payload jsonb, run_at timestamptz, priority int,
            unique_key text, attempt_limit int, expires_at timestamptz, gate text)) WITH ORDINALITY AS job
    ), keyed AS (
        INSERT INTO queue.unique_keys (unique_key, job_id)
        SELECT unique_key, id FROM wanted WHERE unique_key IS NOT NULL ORDER BY unique_key
        ON CONFLICT (unique_key) DO NOTHING
        RETURNING job_id
    ), fresh AS MATERIALIZED (
        SELECT * FROM wanted WHERE unique_key IS NULL OR id IN (SELECT job_id FROM keyed)
    ), waiting AS (
        INSERT INTO queue.delayed (id, run_at, enqueued_at, expires_at, priority, attempt_limit, queue, kind, gate, unique_key, payload)
        SELECT id, run_at, present, expires_at, priority, attempt_limit, queue, kind, gate, unique_key, payload
        FROM fresh WHERE run_at > present
    ), at_the_gate AS (
        INSERT INTO queue.gated (id, run_at, enqueued_at, expires_at, priority, attempt_limit, queue, kind, gate, unique_key, payload)
        SELECT id, run_at, present, expires_at, priority, attempt_limit, queue, kind, gate, unique_key, payload
        FROM fresh WHERE run_at <= present AND gate IS NOT NULL ORDER BY ordinal
    ), at_once AS (
        INSERT INTO queue.ready (id, run_at, enqueued_at, expires_at, priority, attempt_limit, queue, kind, unique_key, payload)
        SELECT id, run_at, present, expires_at, priority, attempt_limit, queue, kind, unique_key, payload
        FROM fresh WHERE run_at <= present AND gate IS NULL ORDER BY ordinal
    )
    SELECT wanted.ordinal,
           CASE WHEN fresh.id IS NOT NULL THEN fresh.id
                ELSE coalesce(
                    (SELECT twin.id FROM fresh AS twin WHERE twin.unique_key = wanted.unique_key),
                    queue.holder_of(wanted.unique_key))
           END,
           fresh.id IS NULL
    FROM wanted LEFT JOIN fresh USING (id)
    ORDER BY wanted.ordinal;
END $$;
COMMENT ON FUNCTION queue.enqueue_many(jsonb) IS
    'Enqueues an array of jobs {queue, kind, payload, run_at, priority, unique_key, attempt_limit, expires_at, gate} in the caller''s transaction. Answers one row per job, in order: its id, and whether a pending job with the same unique_key stood in for it.';
