-- What each queue is doing, at a glance. Nothing here reads a whole backlog.
--
-- Counts all running jobs, and up to 50,000 of each other state. Above that it estimates delayed from PostgreSQL's
-- statistics of the leaves, and the other counts stop: ready at 50,000 of the queue, the others at 50,000 over all
-- queues. exact is false in these cases. Runs as its owner, because a caller that may see counts needs no right to the
-- jobs. JIT is off, because compiling would take longer than the query.
CREATE OR REPLACE FUNCTION queue.overview_rows()
RETURNS TABLE (
    queue text, state text, ready bigint, oldest interval, gated bigint, running bigint, delayed bigint,
    due_next_hour bigint, dead bigint, done_last_minute bigint, failed_last_minute bigint,
    lateness_p50 numeric, lateness_p99 numeric, exact boolean
)
LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off AS $$
    WITH delayed AS MATERIALIZED (
        SELECT queue, count(*) AS jobs FROM (SELECT queue FROM queue.delayed LIMIT 50000) AS looked GROUP BY queue
    ), estimated AS MATERIALIZED (
        SELECT value AS queue, sum(reltuples * frequency)::bigint AS jobs
        FROM queue.leaves
        JOIN pg_class ON pg_class.relname = leaf AND pg_class.relnamespace = 'queue'::regnamespace
        JOIN pg_stats ON schemaname = 'queue' AND tablename = leaf AND attname = 'queue'
        CROSS JOIN LATERAL unnest(most_common_vals::text::text[], most_common_freqs) AS common (value, frequency)
        WHERE parent = 'delayed' AND reltuples > 0
        GROUP BY value
    ), soon AS MATERIALIZED (
        SELECT queue, count(*) AS jobs
        FROM (SELECT queue FROM queue.delayed
              WHERE run_at <= (SELECT clock.now()) + interval '1 hour'
              ORDER BY run_at LIMIT 50000) AS looked
        GROUP BY queue
    ), gated AS MATERIALIZED (
        SELECT queue, count(*) AS jobs FROM (SELECT queue FROM queue.gated LIMIT 50000) AS looked GROUP BY queue
    ), dead AS MATERIALIZED (
        SELECT queue, count(*) AS jobs FROM (SELECT queue FROM queue.dead LIMIT 50000) AS looked GROUP BY queue
    ), running AS MATERIALIZED (
        SELECT queue, count(*) AS jobs FROM queue.running GROUP BY queue
    ), finished AS MATERIALIZED (
        SELECT queue, count(*) AS looked, count(*) FILTER (WHERE outcome = 'done') AS jobs,
               percentile_cont('{0.5,0.99}'::double precision[])
                   WITHIN GROUP (ORDER BY greatest(date_part('epoch', claimed_at - run_at), 0))
                   FILTER (WHERE outcome = 'done') AS late
        FROM (SELECT queue, outcome, claimed_at, run_at FROM queue.done
              WHERE finished_at > (SELECT clock.now()) - interval '1 minute' AND finished_at <= (SELECT clock.now())
              LIMIT 50000) AS looked
        GROUP BY queue
    ), failed AS MATERIALIZED (
        SELECT queue, count(*) AS jobs
        FROM (SELECT queue FROM queue.attempts
              WHERE ended_at > (SELECT clock.now()) - interval '1 minute' AND ended_at <= (SELECT clock.now())
              LIMIT 50000) AS looked
        GROUP BY queue
    ), counted AS (
        SELECT (SELECT coalesce(sum(jobs), 0) < 50000 FROM delayed) AS is_exact,
               (SELECT coalesce(max(jobs), 0) < 50000
                FROM (SELECT sum(jobs) AS jobs FROM soon
                      UNION ALL SELECT sum(jobs) FROM gated
                      UNION ALL SELECT sum(jobs) FROM dead
                      UNION ALL SELECT sum(looked) FROM finished
                      UNION ALL SELECT sum(jobs) FROM failed) AS sums) AS is_whole
    )
    SELECT queues.name AS queue,
           CASE WHEN paused_at IS NULL THEN 'runs' ELSE 'PAUSED: ' || paused_reason END AS state,
           free.jobs AS ready,
           clock_timestamp() - free.since AS oldest,
           coalesce(gated.jobs, 0) AS gated,
           coalesce(running.jobs, 0) AS running,
           coalesce(CASE WHEN is_exact THEN delayed.jobs ELSE estimated.jobs END, 0) AS delayed,
           coalesce(soon.jobs, 0) AS due_next_hour,
           coalesce(dead.jobs, 0) AS dead,
           coalesce(finished.jobs, 0) AS done_last_minute,
           coalesce(failed.jobs, 0) AS failed_last_minute,
           round(coalesce(late[1], 0)::numeric, 3) AS lateness_p50,
           round(coalesce(late[2], 0)::numeric, 3) AS lateness_p99,
           is_exact AND is_whole AND free.jobs < 50000 AS exact
    FROM queue.queues
    CROSS JOIN counted
    CROSS JOIN LATERAL (
        SELECT least(sum(lane_of.jobs), 50000)::bigint AS jobs, min(lane_of.since) AS since
        FROM unnest('{-1,0,1}'::int[]) AS lanes (lane)
        CROSS JOIN (VALUES (false), (true)) AS suspects (alone)
        LEFT JOIN queue.marks AS mark ON mark.queue = queues.name AND mark.lane = lanes.lane AND NOT alone
        CROSS JOIN LATERAL (
            SELECT count(*) AS jobs, min(ready_at) AS since
            FROM (SELECT ready_at FROM queue.ready
                  WHERE ready.queue = queues.name
                    AND (crashes > 0) = alone
                    AND queue.lane(priority) = lanes.lane
                    AND position >= coalesce(mark.low, 0)
                  ORDER BY position LIMIT 50000) AS bounded) AS lane_of) AS free
    LEFT JOIN delayed   ON delayed.queue = queues.name
    LEFT JOIN estimated ON estimated.queue = queues.name
    LEFT JOIN soon      ON soon.queue = queues.name
    LEFT JOIN gated     ON gated.queue = queues.name
    LEFT JOIN dead      ON dead.queue = queues.name
    LEFT JOIN running   ON running.queue = queues.name
    LEFT JOIN finished  ON finished.queue = queues.name
    LEFT JOIN failed    ON failed.queue = queues.name
    ORDER BY queues.name;
$$;
COMMENT ON FUNCTION queue.overview_rows() IS 'The rows of the view queue.overview.';
