-- The state of the whole cluster in numbers, for monitoring. Only the leading coordinator gets an answer, so that no
-- number is counted twice.
--
-- relance_queue_due_work_seconds, which an autoscaler keeps small: the ready jobs (a million at most), divided by the
-- best rate of any second in the last minute. If no job was done in the last minute, it is how long the oldest ready
-- job has waited. For a paused queue it is 0, because more workers would not help.
CREATE OR REPLACE FUNCTION queue.gauges(holder text)
RETURNS TABLE (name text, help text, labels jsonb, value double precision)
LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off AS $$
    WITH lead AS MATERIALIZED (
        SELECT FROM queue.leaders
        WHERE role = 'coordinator' AND leaders.holder = gauges.holder AND expires_at > clock_timestamp()
    ), seen AS MATERIALIZED (
        SELECT overview_rows.* FROM lead, queue.overview_rows()
    ), pace AS (
        SELECT queue, max(jobs) AS best FROM (
            SELECT queue, count(*) AS jobs FROM (
                SELECT queue, finished_at
                FROM queue.done, lead
                WHERE finished_at > (SELECT clock.now()) - interval '1 minute'
                  AND finished_at <= (SELECT clock.now())
                  AND outcome = 'done'
                LIMIT 50000) AS looked
            GROUP BY queue, date_trunc('second', finished_at)) AS seconds
        GROUP BY queue
    )
    SELECT 'relance_queue_depth', 'Jobs by state; bounded counts, as in queue.overview.',
           jsonb_build_object('queue', queue, 'state', state), jobs::double precision
    FROM (SELECT queue, ready, gated, running, delayed, dead FROM seen) AS counts,
         LATERAL (
             VALUES ('ready', ready), ('gated', gated), ('running', running), ('delayed', delayed), ('dead', dead)
         ) AS line (state, jobs)
    UNION ALL
    SELECT 'relance_queue_oldest_due_age_seconds', 'How long the oldest ready job has waited.',
           jsonb_build_object('queue', queue), coalesce(extract(epoch FROM oldest), 0)
    FROM seen
    UNION ALL
    SELECT 'relance_queue_due_work_seconds',
           'How long the ready jobs take at the best pace of the last minute; 0 while the queue is paused: '
           'scale workers by it.',
           jsonb_build_object('queue', queue),
           CASE
               WHEN ready = 0 OR state <> 'runs' THEN 0
               ELSE coalesce(all_ready.jobs::double precision / best, extract(epoch FROM oldest)) END
    FROM seen
    LEFT JOIN pace USING (queue)
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN ready < 50000 THEN ready
            ELSE (SELECT count(*)
                  FROM (SELECT FROM queue.ready AS free WHERE free.queue = seen.queue LIMIT 1000000) AS bounded)
            END AS jobs) AS all_ready
    UNION ALL
    SELECT 'relance_queue_paused', '1 while nothing is claimed from it.', jsonb_build_object('queue', name),
           (paused_at IS NOT NULL)::int
    FROM queue.queues, lead
    UNION ALL
    SELECT 'relance_queue_lateness_seconds', 'From due to claim, for jobs done in the last minute.',
           jsonb_build_object('queue', queue, 'percentile', percentile), late
    FROM seen, LATERAL (VALUES ('50', lateness_p50), ('99', lateness_p99)) AS line (percentile, late)
    WHERE late IS NOT NULL
    UNION ALL
    SELECT 'relance_rate_limit_wait_seconds',
           'How long what waits at the gates of a queue with a rate (a million jobs of each at most) '
           'takes at that rate.',
           jsonb_build_object('queue', name), waiting.jobs / per_second
    FROM lead, queue.queues
    CROSS JOIN LATERAL (
        SELECT sum(queue.gated_count(gate)) AS jobs
        FROM (
            SELECT queue.rate_gate(name) AS gate
            UNION SELECT kinds.gate FROM queue.kinds WHERE kinds.queue = name AND kinds.gate IS NOT NULL
        ) AS gates) AS waiting
    WHERE per_second IS NOT NULL
    UNION ALL
    SELECT 'relance_jobs_enqueued_total',
           'Job ids given out, including those of rolled-back transactions and of jobs whose key was taken.', '{}',
           (SELECT last_value - (NOT is_called)::int FROM queue.job_id)
    FROM lead
    UNION ALL
    SELECT 'relance_trigger_lag_seconds', 'How long the oldest change has waited for its reaction.', '{}',
           (SELECT coalesce(max(extract(epoch FROM clock.now() - at)), 0)
            FROM (SELECT at FROM crm.changes ORDER BY id LIMIT 1) AS oldest)
    FROM lead
    UNION ALL
    SELECT 'relance_workers_alive', 'Workers whose heartbeat is fresh.', '{}',
           (SELECT count(*) FROM queue.workers WHERE expires_at > clock_timestamp())
    FROM lead
    UNION ALL
    SELECT 'relance_health', '1 where queue.health finds nothing to do.', jsonb_build_object('check', what), well::int
    FROM lead, queue.health_checks()
    UNION ALL
    SELECT 'relance_db_oldest_xact_age_seconds', 'Age of the oldest open transaction in this database.', '{}',
           (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0)
            FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid())
    FROM lead
    UNION ALL
    SELECT 'relance_table_dead_tuples_ratio',
           'Dead rows among all of a table, with its leaves, by PostgreSQL''s own statistics.',
           jsonb_build_object('table', format('%s.%s', schemaname, coalesce(parent, relname))),
           coalesce(sum(n_dead_tup) / nullif(sum(n_live_tup + n_dead_tup), 0), 0)
    FROM lead, pg_stat_user_tables LEFT JOIN queue.leaves ON leaf = relname
    WHERE schemaname IN ('queue', 'crm', 'automation', 'messaging')
    GROUP BY schemaname, coalesce(parent, relname)
    UNION ALL
    SELECT 'relance_schema_version', 'The last step of the schema.', '{}', (SELECT max(version) FROM relance.migrations)
    FROM lead;
$$;
COMMENT ON FUNCTION queue.gauges(text) IS
    'Cluster-wide gauges under Prometheus names, for the coordinator that leads; no rows for any other caller.';

-- Starts at the marks of the gate's lanes (rule 5 of 0002_queue.sql). The limit in each lane stops the planner from
-- joining all lanes at once, without the marks.
CREATE OR REPLACE FUNCTION queue.gated_count(gate text) RETURNS bigint
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
BEGIN
    RETURN (
        SELECT count(*) FROM (
            SELECT FROM unnest('{-1,0,1}'::int[]) AS lanes (lane)
            LEFT JOIN queue.gate_marks AS mark ON mark.gate = gated_count.gate AND mark.lane = lanes.lane
            CROSS JOIN LATERAL (
                SELECT FROM queue.gated
                WHERE gated.gate = gated_count.gate
                  AND queue.lane(priority) = lanes.lane
                  AND position >= coalesce(mark.low, 0)
                LIMIT 1000000) AS waiting
            LIMIT 1000000) AS bounded);
END $$;
COMMENT ON FUNCTION queue.gated_count(text) IS 'How many jobs wait at a gate, up to a million. Part of queue.gauges().';
