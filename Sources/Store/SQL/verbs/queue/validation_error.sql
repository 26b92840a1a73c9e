-- The first mistake in a set of jobs, in words; null when there is none.
--
-- Reads every member as text, so that PostgreSQL does not refuse a value before the job and the field can be named.
CREATE OR REPLACE FUNCTION queue.validation_error(jobs jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    known CONSTANT text[] := '{queue,kind,payload,run_at,priority,unique_key,unique_for,max_attempts,expires_at}';
    strangers CONSTANT jsonpath := 'strict $[*] ? (@.type() != "object")';
BEGIN
    IF jobs IS NULL OR jsonb_typeof(jobs) <> 'array' THEN
        RETURN 'jobs must be a JSON array of objects';
    ELSIF jobs @? strangers THEN
        RETURN (
            SELECT format('job %s: must be a JSON object', number)
            FROM jsonb_array_elements(jobs) WITH ORDINALITY AS element (job, number)
            WHERE jsonb_typeof(job) <> 'object' LIMIT 1);
    END IF;
    RETURN (
        SELECT format('job %s: %s', number, mistake)
        FROM (
            SELECT number, CASE
                WHEN coalesce(job.queue, '') = '' THEN 'queue is missing'
                WHEN coalesce(job.kind, '') = '' THEN 'kind is missing'
                WHEN kinds.kind IS NULL OR kinds.internal THEN queue.unknown_kind(job.queue, job.kind)
                WHEN jsonb_typeof(job.payload) <> 'object' THEN 'payload must be a JSON object'
                -- As text: a number of a few bytes may have a hundred thousand digits.
                WHEN octet_length(job.payload::text) > 8192
                    THEN format('payload is %s bytes; at most 8192 are allowed', octet_length(job.payload::text))
                WHEN NOT coalesce(coalesce(job.payload, '{}') @@ kinds.fits, kinds.fits IS NULL)
                     OR job.payload - kinds.members <> '{}'
                    THEN coalesce(queue.payload_error(coalesce(job.payload, '{}'), kinds.payload),
                                  'payload is not of the shape its kind declares')
                WHEN job.run_at IS NOT NULL AND queue.moment_in(job.run_at) IS NULL
                    THEN 'run_at must be a moment, such as "2026-12-01T09:00:00+01:00"'
                WHEN job.expires_at IS NOT NULL AND queue.moment_in(job.expires_at) IS NULL
                    THEN 'expires_at must be a moment, such as "2026-12-01T09:00:00+01:00"'
                WHEN job.run_at IS NOT NULL AND queue.moment_in(job.expires_at) <= queue.moment_in(job.run_at)
                    THEN 'expires_at must be after run_at'
                WHEN job.priority !~ '^-?[0-9]$' THEN 'priority must be a whole number from -9 (urgent) to 9'
                WHEN job.max_attempts !~ '^[0-9]{1,4}$' OR job.max_attempts::int NOT BETWEEN 1 AND 1000
                    THEN 'max_attempts must be a whole number from 1 to 1000'
                WHEN octet_length(job.unique_key) NOT BETWEEN 1 AND 255 THEN 'unique_key must have 1 to 255 bytes'
                WHEN job.unique_for IS NOT NULL AND job.unique_key IS NULL THEN 'unique_for needs a unique_key'
                WHEN job.unique_for IS NOT NULL
                     AND coalesce(
                         queue.span_in(job.unique_for) NOT BETWEEN interval '1 second' AND interval '366 days', true)
                    THEN 'unique_for must be a span from 1 second to 366 days, such as "1 day"'
                WHEN element - known <> '{}'
                    THEN format('"%s" is not known; there are: %s',
                                (SELECT min(key) FROM jsonb_object_keys(element - known) AS key),
                                array_to_string(known, ', '))
                END AS mistake
            FROM ROWS FROM (
                jsonb_to_recordset(jobs) AS (
                    queue text, kind text, payload jsonb, run_at text, priority text, unique_key text,
                    unique_for text, max_attempts text, expires_at text),
                jsonb_array_elements(jobs)
            ) WITH ORDINALITY AS job (
                queue, kind, payload, run_at, priority, unique_key, unique_for, max_attempts, expires_at,
                element, number
            )
            LEFT JOIN queue.kinds ON kinds.queue = job.queue AND kinds.kind = job.kind
        ) AS judged
        WHERE mistake IS NOT NULL
        ORDER BY number
        LIMIT 1);
END $$;
COMMENT ON FUNCTION queue.validation_error(jsonb) IS
    'The first mistake in an array of jobs for queue.enqueue_many(), naming the job and the field; null when there is '
    'none.';

CREATE OR REPLACE FUNCTION queue.unknown_kind(queue text, kind text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN NOT EXISTS (SELECT FROM queue.queues WHERE name = unknown_kind.queue)
            THEN format('there is no queue "%s"; there are: %s',
                        unknown_kind.queue, (SELECT string_agg(name, ', ' ORDER BY name) FROM queue.queues))
        WHEN EXISTS (SELECT FROM queue.kinds WHERE kinds.queue = unknown_kind.queue AND kinds.kind = unknown_kind.kind)
            THEN format('kind "%s" is Relance''s own', unknown_kind.kind)
        ELSE format('there is no kind "%s" in queue "%s"; there %s', unknown_kind.kind, unknown_kind.queue,
            coalesce((SELECT 'are: ' || string_agg(kinds.kind, ', ' ORDER BY kinds.kind)
                      FROM queue.kinds WHERE kinds.queue = unknown_kind.queue AND NOT internal),
                     'are none: queue.declare_kind() adds one')) END;
$$;
COMMENT ON FUNCTION queue.unknown_kind(text, text) IS
    'Why a kind cannot be enqueued into a queue. Part of queue.validation_error().';

-- The moment that a text spells; null for any other text, and for infinity. A text without a zone is in the session's.
CREATE OR REPLACE FUNCTION queue.moment_in(text text) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT moment FROM (SELECT text::timestamptz) AS read (moment) WHERE isfinite(moment));
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION queue.moment_in(text) IS
    'The moment that a text spells; null when it spells none, or infinity. Part of queue.validation_error().';

CREATE OR REPLACE FUNCTION queue.span_in(text text) RETURNS interval
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN text::interval;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION queue.span_in(text) IS
    'The span that a text spells; null when it spells none. Part of queue.validation_error().';
