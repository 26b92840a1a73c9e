-- Enqueues a set of jobs in the caller's transaction and returns their ids in the same order.
--
-- Relance itself calls it; queue.enqueue_many() checks the jobs of other callers first. One statement decides where
-- each job goes: not yet due → delayed; due, with a gate → gated; due → ready. A job whose unique_key is held is not
-- enqueued; its row then names the job that holds the key.
--
-- released: the caller has judged a due job as its gate would, so it goes to ready, until valid_until. In a queue with
-- a rate it waits at the gate all the same.
CREATE OR REPLACE FUNCTION queue.place(jobs jsonb)
RETURNS TABLE (ordinal int, id bigint, existing boolean)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    -- Rule 3 of 0002_queue.sql: take the transaction number before any job gets a position or a moment.
    number CONSTANT xid8 := pg_current_xact_id();
    present CONSTANT timestamptz := clock.now();
    gates CONSTANT jsonb := (
        SELECT jsonb_object_agg(concat(queue, '/', kind), gate) FROM queue.kinds WHERE gate IS NOT NULL);
    rated CONSTANT text[] := ARRAY(SELECT name FROM queue.queues WHERE per_second IS NOT NULL);
BEGIN
    IF jobs @? '$[*].unique_key ? (@ != null)' THEN
        DELETE FROM queue.unique_keys
        WHERE unique_key = ANY (ARRAY(SELECT job ->> 'unique_key' FROM jsonb_array_elements(jobs) AS job ORDER BY 1))
          AND held_until <= present;
    END IF;
    IF EXISTS (SELECT FROM queue.listeners) THEN
        PERFORM queue.wake(ARRAY(SELECT DISTINCT job ->> 'queue' FROM jsonb_array_elements(jobs) AS job));
    END IF;
    -- The leader releases jobs from gates, and otherwise sleeps until the next due job that it knows of.
    IF EXISTS (SELECT FROM queue.leaders WHERE role = 'coordinator' AND listens)
       AND EXISTS (SELECT FROM jsonb_to_recordset(jobs)
                       AS job (queue text, kind text, run_at timestamptz, released boolean)
                   WHERE CASE WHEN job.run_at > present
                              THEN job.run_at < present + interval '1 second' * clock.speed()
                              ELSE gates ? (job.queue || '/' || job.kind) AND job.released IS NOT TRUE
                                   OR job.queue = ANY (rated) END) THEN
        PERFORM queue.wake_leader();
    END IF;
    RETURN QUERY
    WITH wanted AS MATERIALIZED (
        SELECT job.ordinality::int AS ordinal,
               nextval('queue.job_id') AS id,
               coalesce(job.run_at, present) AS run_at,
               job.expires_at,
               gates ->> (job.queue || '/' || job.kind) AS gate,
               job.unique_key, present + job.unique_for AS held_until, job.queue, job.kind,
               coalesce(job.priority, 0)::smallint AS priority,
               coalesce(job.max_attempts, 20)::smallint AS attempt_limit,
               coalesce(job.payload, '{}') AS payload,
               coalesce(job.released, false) AS is_released, job.valid_until
        FROM ROWS FROM (jsonb_to_recordset(jobs) AS (
            queue text, kind text, payload jsonb, run_at timestamptz, priority int, unique_key text,
            unique_for interval, max_attempts int, expires_at timestamptz, released boolean, valid_until timestamptz
        )) WITH ORDINALITY AS job
    ), keyed AS (
        INSERT INTO queue.unique_keys (unique_key, job_id, held_until)
        SELECT unique_key, id, held_until FROM wanted WHERE unique_key IS NOT NULL ORDER BY unique_key, id
        ON CONFLICT (unique_key) DO NOTHING
        RETURNING unique_key, job_id
    ), judged AS MATERIALIZED (
        SELECT wanted.*,
               CASE
                   WHEN queue = ANY (rated) THEN coalesce(gate, queue.rate_gate(queue))
                   WHEN NOT is_released THEN gate END AS awaited,
               keyed.job_id AS holder,
               wanted.unique_key IS NULL OR coalesce(keyed.job_id = wanted.id, false) AS is_fresh
        FROM wanted LEFT JOIN keyed ON keyed.unique_key = wanted.unique_key
    ), waiting AS (
        INSERT INTO queue.delayed (
            id, run_at, enqueued_at, expires_at, priority, attempt_limit, queue, kind, gate, unique_key, payload
        )
        SELECT id, run_at, present, expires_at, priority, attempt_limit, queue, kind, gate, unique_key, payload
        FROM judged WHERE is_fresh AND run_at > present
    ), at_the_gate AS (
        INSERT INTO queue.gated (
            id, run_at, enqueued_at, expires_at, priority, attempt_limit, queue, kind, gate, unique_key, payload
        )
        SELECT id, run_at, present, expires_at, priority, attempt_limit, queue, kind, awaited, unique_key, payload
        FROM judged WHERE is_fresh AND run_at <= present AND awaited IS NOT NULL ORDER BY ordinal
    ), at_once AS (
        INSERT INTO queue.ready (
            id, run_at, enqueued_at, valid_until, expires_at, priority, attempt_limit, queue, kind, gate, unique_key,
            payload
        )
        SELECT id, run_at, present, valid_until, expires_at, priority, attempt_limit, queue, kind, gate, unique_key,
               payload
        FROM judged WHERE is_fresh AND run_at <= present AND awaited IS NULL ORDER BY ordinal
    )
    SELECT ordinal, CASE WHEN is_fresh THEN id ELSE coalesce(holder, queue.holder_of(unique_key)) END, NOT is_fresh
    FROM judged
    ORDER BY ordinal;
END $$;
COMMENT ON FUNCTION queue.place(jsonb) IS
    'Enqueues an array of jobs as queue.enqueue_many() does, of any kind and without checking them. Returns one row '
    'per job, in order: its id, and whether that is an existing job, which holds its unique_key. For Relance itself.';
