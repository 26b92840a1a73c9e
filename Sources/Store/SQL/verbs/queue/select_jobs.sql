-- The waiting and dead jobs that a filter names, among those it looks at.
--
-- A filter is an object with any of: id (a number or a list of them), queue, kind, state (delayed, gated, ready, dead),
-- reason (of death), note (a part of it), payload (what it must contain), run_from, run_to. It looks at the first
-- looked_max jobs of each table: in queue.delayed by run_at, elsewhere in any order. With ten million delayed jobs,
-- narrow run_from and run_to.
CREATE OR REPLACE FUNCTION queue.select_jobs(filter jsonb, states text[], looked_max int)
RETURNS SETOF queue.audit_jobs
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    ids      CONSTANT bigint[]    := CASE jsonb_typeof(filter -> 'id')
        WHEN 'array' THEN ARRAY(SELECT value::bigint FROM jsonb_array_elements_text(filter -> 'id'))
        WHEN 'number' THEN ARRAY[(filter ->> 'id')::bigint] END;
    run_from CONSTANT timestamptz := coalesce((filter ->> 'run_from')::timestamptz, '-infinity');
    run_to   CONSTANT timestamptz := coalesce((filter ->> 'run_to')::timestamptz, 'infinity');
BEGIN
    RETURN QUERY
    WITH waiting AS (
        SELECT * FROM queue.delayed
        WHERE 'delayed' = ANY (states) AND (ids IS NULL OR id = ANY (ids)) AND run_at >= run_from AND run_at < run_to
        ORDER BY run_at LIMIT looked_max
    ), looked AS (
        SELECT waiting.*, 0::bigint AS audit_id, 'delayed' AS place, NULL::timestamptz AS died_at, NULL::text AS death,
               false AS is_changed
        FROM waiting
        UNION ALL
        (SELECT id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue,
                kind, gate, unique_key, note, payload, 0, 'gated', NULL, NULL, false
         FROM queue.gated
         WHERE 'gated' = ANY (states) AND (ids IS NULL OR id = ANY (ids)) AND run_at >= run_from AND run_at < run_to
         LIMIT looked_max)
        UNION ALL
        (SELECT id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue,
                kind, gate, unique_key, note, payload, 0, 'ready', NULL, NULL, false
         FROM queue.ready
         WHERE 'ready' = ANY (states) AND (ids IS NULL OR id = ANY (ids)) AND run_at >= run_from AND run_at < run_to
         LIMIT looked_max)
        UNION ALL
        (SELECT id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue,
                kind, gate, unique_key, note, payload, 0, 'dead', died_at, reason, false
         FROM queue.dead
         WHERE 'dead' = ANY (states) AND (ids IS NULL OR id = ANY (ids)) AND run_at >= run_from AND run_at < run_to
         LIMIT looked_max)
    )
    SELECT * FROM looked
    WHERE (filter ->> 'queue' IS NULL OR queue = filter ->> 'queue')
      AND (filter ->> 'kind' IS NULL OR kind = filter ->> 'kind')
      AND (filter ->> 'reason' IS NULL OR death = filter ->> 'reason')
      AND (filter ->> 'note' IS NULL OR strpos(lower(note), lower(filter ->> 'note')) > 0)
      AND (filter -> 'payload' IS NULL OR payload @> (filter -> 'payload'));
END $$;
COMMENT ON FUNCTION queue.select_jobs(jsonb, text[], int) IS
    'The waiting and dead jobs that a filter names, among looked_max of each table. Part of queue.preview().';

-- Whether queue.select_jobs() sees every job of these states, or stops at looked_max of one of them.
CREATE OR REPLACE FUNCTION queue.sees_all(filter jsonb, states text[], looked_max int) RETURNS boolean
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    run_from CONSTANT timestamptz := coalesce((filter ->> 'run_from')::timestamptz, '-infinity');
    run_to   CONSTANT timestamptz := coalesce((filter ->> 'run_to')::timestamptz, 'infinity');
BEGIN
    RETURN filter ? 'id' OR looked_max > greatest(
        (SELECT count(*) FROM (
            SELECT FROM queue.delayed
            WHERE 'delayed' = ANY (states) AND run_at >= run_from AND run_at < run_to
            LIMIT looked_max) AS bounded),
        (SELECT count(*) FROM (
            SELECT FROM queue.gated
            WHERE 'gated' = ANY (states) AND run_at >= run_from AND run_at < run_to
            LIMIT looked_max) AS bounded),
        (SELECT count(*) FROM (
            SELECT FROM queue.ready
            WHERE 'ready' = ANY (states) AND run_at >= run_from AND run_at < run_to
            LIMIT looked_max) AS bounded),
        (SELECT count(*) FROM (
            SELECT FROM queue.dead
            WHERE 'dead' = ANY (states) AND run_at >= run_from AND run_at < run_to
            LIMIT looked_max) AS bounded));
END $$;
COMMENT ON FUNCTION queue.sees_all(jsonb, text[], int) IS
    'Whether a filter is compared with every job of these states, and not only with looked_max of each. Part of '
    'queue.preview().';

-- The first mistake in a filter, in words; null when there is none.
CREATE OR REPLACE FUNCTION queue.filter_error(verb text, filter jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN verb NOT IN ('cancel', 'reschedule', 'redrive')
            THEN format('"%s" cannot be done to jobs; cancel, reschedule and redrive can', verb)
        WHEN filter IS NULL OR jsonb_typeof(filter) <> 'object' OR filter = '{}'
            THEN 'name the jobs: a filter such as {"queue": "email", "run_to": "2026-12-01"}'
        WHEN EXISTS (SELECT FROM jsonb_object_keys(filter) AS key WHERE key <> ALL (known.keys))
            THEN format('there is no "%s" in a filter; there are: %s',
                        (SELECT min(key) FROM jsonb_object_keys(filter) AS key WHERE key <> ALL (known.keys)),
                        array_to_string(known.keys, ', '))
        WHEN EXISTS (SELECT FROM jsonb_each(filter) AS member WHERE queue.member_error(key, value) IS NOT NULL)
            THEN (SELECT min('"' || key || '" ' || queue.member_error(key, value))
                  FROM jsonb_each(filter) AS member)
        WHEN filter ? 'queue' AND NOT EXISTS (SELECT FROM queue.queues WHERE name = filter ->> 'queue')
            THEN format('there is no queue "%s"', filter ->> 'queue')
        WHEN verb = 'redrive' AND filter ->> 'state' <> 'dead' THEN 'only dead jobs are redriven'
        WHEN verb <> 'redrive' AND filter ->> 'state' NOT IN ('delayed', 'gated', 'ready')
            THEN format('state is delayed, gated or ready here, not "%s"', filter ->> 'state')
        END
    FROM (
        SELECT ARRAY['id', 'queue', 'kind', 'state', 'reason', 'note', 'payload', 'run_from', 'run_to'] AS keys
    ) AS known;
$$;
COMMENT ON FUNCTION queue.filter_error(text, jsonb) IS
    'The first mistake in a filter for queue.preview(), in words; null when there is none.';

-- A member that is not understood is a mistake. To ignore it would name more jobs than the operator meant.
CREATE OR REPLACE FUNCTION queue.member_error(key text, value jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN value = 'null' THEN 'is null: leave it out to name all'
        WHEN key = 'id' THEN CASE
            WHEN jsonb_typeof(value) = 'string' OR value::text !~ '^(\d{1,18}|\[\d{1,18}(, \d{1,18})*\])$'
                THEN 'must be a number of a job, or a list of them' END
        WHEN key = 'payload' THEN CASE
            WHEN jsonb_typeof(value) <> 'object' THEN 'must be an object: what payloads must contain' END
        WHEN jsonb_typeof(value) <> 'string' THEN 'must be text'
        WHEN key IN ('run_from', 'run_to') AND queue.moment_in(value #>> '{}') IS NULL
            THEN 'must be a moment, such as "2026-12-01T09:00:00+01:00"'
        END;
$$;
COMMENT ON FUNCTION queue.member_error(text, jsonb) IS
    'The mistake in a member of a filter, in words; null when there is none. Part of queue.filter_error().';
