-- What an operator should know before something breaks: one row per check, each with what to do. Runs as its owner. The
-- owner sees what other users' sessions do only as a member of pg_read_all_stats; otherwise the check of the vacuum
-- horizon says so.
CREATE OR REPLACE FUNCTION queue.health_checks()
RETURNS TABLE (number int, what text, well boolean, finding text, help text)
LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off AS $$
    WITH present AS MATERIALIZED (
        SELECT clock.now() AS business, clock_timestamp() AS server
    ), horizon AS MATERIALIZED (
        -- Sessions, prepared transactions and replication slots that hold vacuum back: vacuum cannot remove a dead row
        -- that one of them may still see. behind: how far back, in transactions.
        SELECT greatest(age(backend_xmin), age(backend_xid)) AS behind, clock_timestamp() - xact_start AS held,
               format('process %s (%s, %s, %s) since %s', pid, usename,
                      coalesce(nullif(application_name, ''), 'unnamed'), coalesce(state, 'hidden'),
                      coalesce(date_trunc('second', xact_start)::text, 'an unknown moment')) AS holder,
               format('SELECT pg_terminate_backend(%s);  -- as its user, a superuser or a member of pg_signal_backend',
                      pid) AS help
        FROM pg_stat_activity
        WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND pid <> pg_backend_pid()
          AND (datname = current_database() AND coalesce(backend_type, 'client backend') = 'client backend'
               OR backend_type = 'walsender')
        UNION ALL
        SELECT age(transaction), clock_timestamp() - prepared,
               format('prepared transaction %s of %s since %s', gid, owner, date_trunc('second', prepared)),
               format('ROLLBACK PREPARED %L;  -- as its owner or a superuser', gid)
        FROM pg_prepared_xacts WHERE database = current_database()
        UNION ALL
        SELECT greatest(age(xmin), age(catalog_xmin)), NULL, format('replication slot %s', slot_name),
               format('start its standby or subscriber again; if it no longer exists: '
                      'SELECT pg_drop_replication_slot(%L);', slot_name)
        FROM pg_replication_slots
        WHERE coalesce(xmin, catalog_xmin) IS NOT NULL AND coalesce(database, current_database()) = current_database()
    ), oldest AS (
        SELECT *, coalesce(held < interval '10 minutes', behind < 1000000) AS well FROM horizon
        ORDER BY well, behind DESC, held DESC NULLS LAST LIMIT 1
    ), holder AS MATERIALIZED (
        -- Sessions that are idle in a transaction with locks on our tables, or that keep another session waiting. Row
        -- locks show in no catalog, but a session that has locked rows also holds their table in a mode that a reader
        -- does not take.
        SELECT pid,
               format('process %s (%s, %s, %s since %s) holds %s', pid, usename,
                      coalesce(nullif(application_name, ''), 'unnamed'), state,
                      date_trunc('second', CASE state WHEN 'active' THEN query_start ELSE state_change END),
                      coalesce(tables, 'a lock')) AS holding
        FROM pg_stat_activity AS session
        CROSS JOIN LATERAL (
            SELECT string_agg(DISTINCT held.relation::regclass::text, ', ') AS tables
            FROM pg_locks AS held
            JOIN pg_class AS place ON place.oid = held.relation
            WHERE held.pid = session.pid AND held.granted AND held.mode <> 'AccessShareLock'
              AND place.relkind IN ('r', 'p') AND NOT place.relispartition
              AND place.relnamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging')
        ) AS ours
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND (tables IS NOT NULL AND state LIKE 'idle in transaction%'
                   AND state_change < clock_timestamp() - interval '3 seconds'
               OR pid = ANY (ARRAY(
                   SELECT unnest(pg_blocking_pids(waiting.pid)) FROM pg_locks AS waiting
                   WHERE waiting.waitstart < clock_timestamp() - interval '3 seconds')))
    ), hidden AS (
        SELECT NOT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS is_hidden
    )
    SELECT 1 AS number, 'leader' AS what, count(*) = 1 AS well,
           coalesce(min(format('%s leads, term %s, since %s', holder, term, date_trunc('second', since))),
                    'no coordinator leads') AS finding,
           CASE count(*) WHEN 0 THEN 'start one: relance coordinator' END AS help
    FROM queue.leaders, present WHERE role = 'coordinator' AND expires_at > present.server
    UNION ALL
    SELECT 2, 'workers', count(*) > 0, format('%s alive', count(*)),
           CASE count(*) WHEN 0 THEN 'start one: relance worker' END
    FROM queue.workers, present WHERE expires_at > present.server
    UNION ALL
    SELECT 3, 'promotion', coalesce(min(run_at) > present.business - interval '10 seconds', true),
           CASE
               WHEN min(run_at) IS NULL THEN 'nothing that is due waits'
               ELSE format('the oldest due job waits since %s', date_trunc('second', min(run_at))) END,
           CASE WHEN min(run_at) <= present.business - interval '10 seconds'
                THEN 'look at the coordinator''s log; queue.why(job) explains a job' END
    FROM present
    LEFT JOIN LATERAL (
        SELECT run_at FROM queue.delayed WHERE run_at <= present.business ORDER BY run_at LIMIT 1) AS first ON true
    GROUP BY present.business
    UNION ALL
    SELECT 4, 'paused queues', count(*) = 0, coalesce(string_agg(format('%s (%s)', name, paused_reason), ', '), 'none'),
           CASE WHEN count(*) > 0 THEN 'SELECT queue.resume(queue, why);' END
    FROM queue.queues WHERE paused_at IS NOT NULL
    UNION ALL
    SELECT 5, 'dead jobs', count(*) = 0, CASE count(*) WHEN 50000 THEN 'more than 50000' ELSE count(*)::text END,
           CASE WHEN count(*) > 0 THEN 'SELECT * FROM queue.dead; then queue.preview(''redrive'', …)' END
    FROM (SELECT FROM queue.dead LIMIT 50000) AS bounded
    UNION ALL
    SELECT 6, 'owed reactions', count(*) = 0, count(*)::text,
           CASE WHEN count(*) > 0
                THEN 'SELECT workflow, error FROM crm.failed_changes; then crm.react_again(workflow)' END
    FROM (SELECT FROM crm.failed_changes LIMIT 50000) AS bounded
    UNION ALL
    SELECT 7, 'vacuum horizon', coalesce(well, true) AND NOT is_hidden,
           concat_ws('; ',
                     CASE
                         WHEN holder IS NULL THEN 'held by nobody'
                         ELSE format('held%s by %s, %s transactions behind',
                                     ' for ' || queue.span(held), holder, behind) END,
                     CASE WHEN is_hidden THEN 'for how long sessions of other users hold it cannot be seen' END),
           nullif(concat_ws(E'\n',
                            CASE WHEN is_hidden
                                 THEN format('GRANT pg_read_all_stats TO %I;  -- as a superuser', current_user) END,
                            CASE WHEN NOT well THEN help END), '')
    FROM hidden LEFT JOIN oldest ON true
    UNION ALL
    SELECT 8, 'days ahead', coalesce(min(days) >= 3, false), coalesce('leaves for ' || min(days) || ' days', 'none'),
           CASE WHEN coalesce(min(days), 0) < 3
                THEN 'the coordinator makes them; by hand: SELECT queue.roll_leaves();' END
    FROM (SELECT floor(extract(epoch FROM max(from_at) - present.business) / 86400) AS days
          FROM queue.leaves, present
          WHERE parent IN ('delayed', 'done', 'attempts') AND leaf LIKE '%\_far'
          GROUP BY parent, present.business) AS horizons
    UNION ALL
    SELECT 9, 'claim marks', given_out.last_value - settling.position < 1000000,
           format('%s positions have not settled', given_out.last_value - settling.position),
           CASE WHEN given_out.last_value - settling.position >= 1000000
                THEN 'a transaction that writes stays open: SELECT pid, xact_start, query FROM pg_stat_activity '
                     'WHERE backend_xid IS NOT NULL ORDER BY xact_start LIMIT 1' END
    FROM queue.settling, queue.position AS given_out
    UNION ALL
    SELECT 10, 'notification queue', pg_notification_queue_usage() < 0.1,
           format('%s %% full', round((pg_notification_queue_usage() * 100)::numeric, 1)),
           CASE WHEN pg_notification_queue_usage() >= 0.1
                THEN 'a listening session stays in a transaction: find it in pg_stat_activity' END
    UNION ALL
    SELECT 11, 'leaves', count(*) = 0,
           coalesce('missing: ' || string_agg(format('%s.%s', place, leaf), ', ' ORDER BY from_at), 'all are there'),
           string_agg(
               format('CREATE TABLE %1$I.%2$I PARTITION OF %1$I.%3$I FOR VALUES FROM (%4$s) TO (%5$s);',
                      place, leaf, parent,
                      CASE WHEN isfinite(from_at) THEN quote_literal(from_at) ELSE 'MINVALUE' END,
                      CASE WHEN isfinite(to_at) THEN quote_literal(to_at) ELSE 'MAXVALUE' END),
               ' ' ORDER BY from_at) || '  -- as their owner'
    FROM (SELECT leaves.*, place FROM queue.leaves JOIN queue.parents USING (parent)) AS known
    WHERE NOT EXISTS (
        SELECT FROM pg_inherits
        WHERE inhrelid = to_regclass(format('%I.%I', place, leaf))
          AND inhparent = to_regclass(format('%I.%I', place, parent)))
    UNION ALL
    SELECT 12, 'late outcomes', coalesce(max(late_at) < present.server - interval '10 minutes', true),
           CASE count(name) WHEN 0 THEN 'none' ELSE
               format('%s came after their lease was lost and changed nothing, the last %s ago, of worker %s',
                      sum(late_outcomes), queue.span(present.server - max(late_at)),
                      (array_agg(name ORDER BY late_at DESC))[1]) END,
           CASE WHEN max(late_at) >= present.server - interval '10 minutes'
                THEN 'that worker stood still for longer than worker.expiry, or a batch took longer than worker.lease: '
                     'look at its CPU, memory and connection' END
    FROM present LEFT JOIN queue.workers ON late_outcomes > 0
    GROUP BY present.server
    UNION ALL
    SELECT 13, 'held locks', count(*) = 0, coalesce(string_agg(holding, '; ' ORDER BY pid), 'none'),
           string_agg(
               format('SELECT pg_terminate_backend(%s);  -- as its user, a superuser or a member of pg_signal_backend',
                      pid),
               E'\n' ORDER BY pid)
    FROM holder
    UNION ALL
    SELECT 14, 'rights', count(*) = 0,
           CASE count(*)
               WHEN 0 THEN 'each verb belongs to its roles'
               WHEN 1 THEN format('everybody may run %s', min(oid::regprocedure::text))
               ELSE format('everybody may run %s and %s more', min(oid::regprocedure::text), count(*) - 1) END,
           CASE WHEN count(*) > 0 THEN 'relance migrate  -- as the owner' END
    FROM pg_proc
    WHERE pronamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging')
      AND EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)
    UNION ALL
    SELECT 15, 'channels', count(*) = 0, coalesce(string_agg(finding, '; ' ORDER BY finding), 'all take messages'),
           CASE WHEN count(*) > 0
                THEN 'mend what the other side says (messaging.breakers; relance doctor tries the relay): what waits '
                     'then leaves by itself' END
    FROM (
        -- A reader of this view may not learn where single messages go.
        SELECT CASE destination
                   WHEN '*' THEN format('nothing leaves by %s since %s: %s; it is tried again %s', channel,
                                        date_trunc('second', min(since)), min(reason), queue.when_was(min(until)))
                   ELSE format('%s destinations of %s take nothing for now', count(*), channel) END AS finding
        FROM (SELECT channel, CASE destination WHEN '*' THEN '*' END AS destination, since, until, reason
              FROM messaging.breakers, present WHERE until > present.business - interval '1 hour') AS breaker
        GROUP BY channel, destination) AS stopped
    ORDER BY number;
$$;
COMMENT ON FUNCTION queue.health_checks() IS 'The rows of the view queue.health.';
