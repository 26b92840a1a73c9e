-- Looks for everything that the coordinator does, in one statement: so a coordinator that has nothing to do asks
-- little.
--
-- Answers the services that have something to do, by their names, and how long nothing is due by itself: a job or a
-- moment of a filter, of which it looks for those of the next second, or the end of a worker's heartbeat; null when
-- there is none. What is written meanwhile queue.wake_leader() tells, or the next look finds.
--
-- A queue in which nothing may start, because it is paused or enough of it lies ready, gives its gates nothing to do.
CREATE OR REPLACE FUNCTION automation.look(term bigint)
RETURNS TABLE (services text[], rest interval)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
    present CONSTANT timestamptz := clock.now();
    speed CONSTANT double precision := clock.speed();
    soon CONSTANT timestamptz := present + interval '1 second' * speed;
    settled queue.settling;
    due timestamptz;
    turn timestamptz;
    expiry CONSTANT timestamptz := (SELECT min(expires_at) FROM queue.workers);
BEGIN
    PERFORM queue.require_term(term);
    SELECT * INTO settled FROM queue.settling;
    due := (SELECT run_at FROM queue.delayed WHERE run_at BETWEEN settled.due_from AND soon ORDER BY run_at LIMIT 1);
    turn := (SELECT at FROM automation.turns WHERE at <= soon ORDER BY at LIMIT 1);
    services := array_remove(ARRAY[
        CASE WHEN EXISTS (SELECT FROM crm.changes) THEN 'triggers' END,
        CASE WHEN turn <= present THEN 'turns' END,
        CASE WHEN due <= present THEN 'promoter' END,
        CASE WHEN queue.has_gated('send') AND coalesce(queue.room('email'), 1) > 0 THEN 'send gate' END,
        CASE
            WHEN EXISTS (
                SELECT FROM queue.queues
                WHERE queue.has_gated(queue.rate_gate(name)) AND coalesce(queue.room(name), 1) > 0)
            THEN 'rate gate' END,
        CASE WHEN expiry <= clock_timestamp() THEN 'rescuer' END,
        CASE WHEN queue.may_settle(settled, present) THEN 'marks' END
    ], NULL);
    rest := least(CASE WHEN due > present THEN (due - present) / speed END,
                  CASE WHEN turn > present THEN (turn - present) / speed END,
                  CASE WHEN expiry > clock_timestamp() THEN expiry - clock_timestamp() END);
    RETURN NEXT;
END $$;
COMMENT ON FUNCTION automation.look(bigint) IS
    'Which services of the coordinator have something to do, and how long until something is due by itself (jobs and '
    'turns of the next second, ends of heartbeats); null when nothing is. Refused when the term is not the leader''s.';
