-- Why a job is where it is, in sentences, each with what would help. Shows no payload. Runs as its owner, so that
-- readers may call it.
CREATE OR REPLACE FUNCTION queue.why(job bigint)
RETURNS TABLE (state text, why text, help text)
LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT 'delayed', queue.why_delayed(waiting), queue.help_for_delayed(waiting)
    FROM queue.delayed AS waiting
    WHERE id = why.job
    UNION ALL
    SELECT 'gated', queue.why_gated(held), queue.help_for_gated(held)
    FROM queue.gated AS held WHERE id = why.job
    UNION ALL
    SELECT 'ready', queue.why_ready(free), queue.help_for_ready(free.queue) FROM queue.ready AS free WHERE id = why.job
    UNION ALL
    SELECT 'running', queue.why_running(lease),
           'Nothing: it finishes, or is given to another worker when its lease ends.'
    FROM queue.running AS lease WHERE id = why.job
    UNION ALL
    SELECT 'dead',
           format('It was given up %s (%s) after %s of %s attempts%s%s.',
                  queue.when_was(died_at), reason, attempt, attempt_limit,
                  CASE WHEN crashes > 0 THEN format(', having killed %s workers', crashes) ELSE '' END,
                  coalesce(': ' || note, '')),
           CASE
               WHEN queue IN ('automation', 'email') AND kind IN ('advance', 'send_step')
                   THEN 'Mend the cause. Its enrollment has ended as failed, or its end is owed (crm.failed_changes): '
                        'SELECT automation.enroll(workflow, contact, ''why''); begins another.'
               ELSE format('Mend the cause, then SELECT queue.run_now(%s, ''why'');', id) END
    FROM queue.dead WHERE id = why.job
    UNION ALL
    (SELECT outcome,
            CASE outcome
                WHEN 'done' THEN format('Worker %s did it in %s ms, and finished %s%s.',
                    worker, round(took_ms), queue.when_was(finished_at),
                    CASE WHEN attempt > 0 THEN format(' after %s failed attempts', attempt) ELSE '' END)
                ELSE format('It was %s %s%s.', outcome, queue.when_was(finished_at), coalesce(': ' || note, '')) END,
            CASE outcome
                WHEN 'cancelled' THEN
                    'If an operator cancelled it: queue.audit names the action, and queue.undo(action, why) brings it '
                    'back within a week.'
                ELSE 'Nothing: it is history.' END
     FROM queue.done WHERE id = why.job LIMIT 1);
    IF NOT FOUND THEN
        RETURN QUERY SELECT
            'unknown',
            CASE
                WHEN job IS NULL OR job < 1 THEN 'Jobs are numbered from 1.'
                WHEN job > (SELECT last_value FROM queue.job_id)
                    THEN format('No job has had this number yet; the latest is %s.',
                                (SELECT last_value FROM queue.job_id))
                ELSE 'It is nowhere: its transaction was rolled back, or its history has been dropped by age.' END,
            'SELECT * FROM queue.jobs ORDER BY id DESC LIMIT 20;';
    END IF;
END $$;
COMMENT ON FUNCTION queue.why(bigint) IS
    'Why a job is where it is and does not run, in sentences, with the verb that would help. Has a row for every '
    'number.';

-- "in 3 days (2026-12-01 07:00:00+00)", "5 minutes ago (…)".
CREATE OR REPLACE FUNCTION queue.when_was(moment timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN NOT isfinite(moment) THEN 'at no time'
        WHEN moment > present THEN format('in %s', queue.span(moment - present))
        ELSE format('%s ago', queue.span(present - moment)) END || format(' (%s)', date_trunc('second', moment))
    FROM (SELECT clock.now()) AS clock (present);
$$;
COMMENT ON FUNCTION queue.when_was(timestamptz) IS 'A moment relative to clock.now() as people say it, and exactly.';

CREATE OR REPLACE FUNCTION queue.span(span interval) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT format('%s %s%s', amount, unit, CASE WHEN amount = 1 THEN '' ELSE 's' END)
    FROM (SELECT round(extract(epoch FROM span)) AS seconds) AS whole,
    LATERAL (
        VALUES (172800, 86400, 'day'), (7200, 3600, 'hour'), (120, 60, 'minute'), (0, 1, 'second')
    ) AS step (least, size, unit),
    LATERAL (SELECT floor(seconds / size)) AS rounded (amount)
    WHERE seconds >= least
    LIMIT 1;
$$;
COMMENT ON FUNCTION queue.span(interval) IS 'A span in its largest unit, rounded down: "3 days", "90 minutes".';

CREATE OR REPLACE FUNCTION queue.why_delayed(waiting queue.delayed) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN waiting.run_at <= clock.now() THEN format('It has been due since %s, and nobody has moved it on: %s.',
            date_trunc('second', waiting.run_at),
            coalesce((SELECT format('the coordinator %s leads and is behind', holder) FROM queue.leaders
                      WHERE role = 'coordinator' AND expires_at > clock_timestamp()), 'no coordinator leads'))
        ELSE format('It is not due: it may start %s.', queue.when_was(waiting.run_at)) END
        || CASE
            WHEN waiting.attempt > 0
                THEN format(' %s of %s attempts failed.', waiting.attempt, waiting.attempt_limit)
            ELSE '' END
        || CASE WHEN waiting.crashes > 0 THEN format(' A worker died with it %s times.', waiting.crashes) ELSE '' END
        || CASE
            WHEN waiting.expires_at <= greatest(waiting.run_at, clock.now())
                THEN format(' It will not run: it expires %s.', queue.when_was(waiting.expires_at))
            ELSE '' END
        || coalesce(' ' || CASE
            WHEN waiting.note ~ '^(rescheduled|redriven): ' THEN 'An operator has '
            WHEN waiting.attempt > 0 THEN 'The last error: '
            WHEN waiting.gate IS NOT NULL THEN 'Its gate said: '
            ELSE '' END || waiting.note || '.', '')
        || CASE
            WHEN queues.paused_at IS NOT NULL THEN format(' Its queue is paused: %s.', queues.paused_reason)
            ELSE '' END
    FROM queue.queues WHERE queues.name = waiting.queue;
$$;
COMMENT ON FUNCTION queue.why_delayed(queue.delayed) IS 'Why a delayed job waits. Part of queue.why().';

CREATE OR REPLACE FUNCTION queue.help_for_delayed(waiting queue.delayed) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN waiting.run_at <= clock.now()
            THEN 'Start a coordinator: relance coordinator. SELECT * FROM queue.health tells who leads.'
        ELSE format('To run it now: SELECT queue.run_now(%s, ''why'');', waiting.id)
             || coalesce((SELECT format(' And SELECT queue.resume(%L, ''why'');', name)
                          FROM queue.queues WHERE name = waiting.queue AND paused_at IS NOT NULL), '') END;
$$;
COMMENT ON FUNCTION queue.help_for_delayed(queue.delayed) IS 'Which verb helps a delayed job. Part of queue.why().';

CREATE OR REPLACE FUNCTION queue.why_gated(held queue.gated) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT format('It is due and waits for its gate "%s" (%s of its lane before it).', held.gate,
                  (SELECT count(*) FROM (
                      SELECT FROM queue.gated AS earlier
                      WHERE earlier.gate = held.gate
                        AND queue.lane(earlier.priority) = queue.lane(held.priority)
                        AND earlier.position < held.position
                      LIMIT 10000) AS bounded))
        || coalesce((SELECT format(' At most %s jobs of its queue may start in a second.', per_second) FROM queue.queues
                     WHERE name = held.queue AND held.gate LIKE 'rate/%' AND per_second IS NOT NULL), '')
        || coalesce((SELECT format(' Its queue is paused since %s: %s.', date_trunc('second', paused_at), paused_reason)
                     FROM queue.queues WHERE name = held.queue AND paused_at IS NOT NULL), '')
        || coalesce(' ' || held.note || '.', '')
        || coalesce((SELECT format(' Nothing leaves by %s since %s: %s. It is tried again %s.', channel,
                                   date_trunc('second', since), reason, queue.when_was(until))
                     FROM messaging.breakers
                     WHERE channel = held.queue AND destination = '*' AND held.gate = 'send'), '')
        || coalesce((SELECT format(' The gate last said %s: %s.', verdict, reason) FROM messaging.verdicts
                     WHERE job_id = held.id
                       AND contact_id = CASE held.gate WHEN 'send' THEN (held.payload -> 'contact')::bigint END
                     ORDER BY at DESC LIMIT 1), '')
        || CASE
            WHEN EXISTS (SELECT FROM queue.leaders WHERE role = 'coordinator' AND expires_at > clock_timestamp())
                THEN ''
            ELSE ' No coordinator leads, so nobody asks the gate.' END;
$$;
COMMENT ON FUNCTION queue.why_gated(queue.gated) IS 'Why a gated job waits. Part of queue.why().';

CREATE OR REPLACE FUNCTION queue.help_for_gated(held queue.gated) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN NOT EXISTS (SELECT FROM queue.leaders WHERE role = 'coordinator' AND expires_at > clock_timestamp())
            THEN 'Start a coordinator: relance coordinator.'
        WHEN paused_at IS NOT NULL THEN format('SELECT queue.resume(%L, ''why'');', name)
        WHEN held.gate LIKE 'rate/%'
            THEN format('Nothing: it is let through when its turn comes. '
                        'Or SELECT queue.set_limits(%L, ''why'', concurrency => %s, per_second => …);',
                        name, coalesce(concurrency::text, 'NULL'))
        ELSE 'The coordinator asks the gate again by itself; messaging.why_not_sent(contact) tells the whole story.' END
    FROM queue.queues WHERE name = held.queue;
$$;
COMMENT ON FUNCTION queue.help_for_gated(queue.gated) IS 'Which verb helps a gated job. Part of queue.why().';

CREATE OR REPLACE FUNCTION queue.why_ready(free queue.ready) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT format('It has been claimable since %s (%s before it in the %s lane).', date_trunc('second', free.ready_at),
                  (SELECT count(*) FROM (
                      SELECT FROM queue.ready AS earlier
                      WHERE earlier.queue = free.queue
                        AND (earlier.crashes > 0) = (free.crashes > 0)
                        AND queue.lane(earlier.priority) = queue.lane(free.priority)
                        AND earlier.position < free.position
                      LIMIT 10000) AS bounded),
                  (ARRAY['urgent', 'normal', 'bulk'])[queue.lane(free.priority) + 2])
        || CASE
            WHEN queues.paused_at IS NOT NULL
                THEN format(' Its queue is paused since %s: %s.',
                            date_trunc('second', queues.paused_at), queues.paused_reason)
            WHEN queues.concurrency <= (SELECT count(*) FROM queue.running WHERE running.queue = free.queue)
                THEN format(' At most %s jobs of its queue may run at once, and so many do.', queues.concurrency)
            WHEN alive.workers = 0 THEN ' No living worker claims from its queue.'
            ELSE format(' %s workers claim from its queue.', alive.workers) END
        || CASE
            WHEN free.crashes > 0
                THEN format(' Workers died with it %s times: it is handed out %s.', free.crashes,
                            CASE free.crashes WHEN 1 THEN 'with others like it' ELSE 'by itself' END)
            ELSE '' END
    FROM queue.queues,
    LATERAL (
        SELECT count(*) AS workers FROM queue.workers
        WHERE expires_at > clock_timestamp() AND free.queue = ANY (queues)) AS alive
    WHERE queues.name = free.queue;
$$;
COMMENT ON FUNCTION queue.why_ready(queue.ready) IS 'Why a ready job has not been claimed. Part of queue.why().';

CREATE OR REPLACE FUNCTION queue.help_for_ready(queue text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN paused_at IS NOT NULL THEN format('SELECT queue.resume(%L, ''why'');', name)
        WHEN concurrency <= (SELECT count(*) FROM queue.running WHERE running.queue = help_for_ready.queue)
            THEN format('Nothing: it is next when one of them ends. '
                        'Or SELECT queue.set_limits(%L, ''why'', concurrency => …, per_second => %s);',
                        name, coalesce(per_second::text, 'NULL'))
        WHEN NOT EXISTS (
            SELECT FROM queue.workers WHERE expires_at > clock_timestamp() AND help_for_ready.queue = ANY (queues))
            THEN CASE
                WHEN name IN ('automation', 'email') THEN 'Start a worker: relance worker.'
                ELSE 'Start a worker of your own: Relance''s workers claim only from automation and email.' END
        ELSE 'Nothing, unless it stays so: then start more workers.' END
    FROM queue.queues WHERE name = help_for_ready.queue;
$$;
COMMENT ON FUNCTION queue.help_for_ready(text) IS 'Which verb helps a ready job of a queue. Part of queue.why().';

CREATE OR REPLACE FUNCTION queue.why_running(lease queue.running) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT format('Worker %s has held it since %s (attempt %s of %s).',
                  lease.worker, date_trunc('second', lease.claimed_at), lease.attempt + 1, lease.attempt_limit)
        || coalesce((SELECT CASE
                WHEN expires_at > clock_timestamp()
                    THEN format(' It runs on %s as process %s; its last heartbeat was %s ago, '
                                'and its lease ends %s at the latest.',
                                host, pid, queue.span(clock_timestamp() - beat_at),
                                date_trunc('second', lease.deadline))
                ELSE format(' Its heartbeat stopped at %s: the job goes to another worker '
                            'within seconds of a coordinator''s look.', date_trunc('second', beat_at)) END
            FROM queue.workers WHERE name = lease.worker),
            ' That worker is not known any more: the job goes to another.')
        || CASE WHEN lease.crashes > 0 THEN format(' %s workers died with it before.', lease.crashes) ELSE '' END;
$$;
COMMENT ON FUNCTION queue.why_running(queue.running) IS
    'Which worker holds a running job, and until when. Part of queue.why().';
