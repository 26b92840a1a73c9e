-- Checks in one statement whether any service of the coordinator has work, so that an idle coordinator costs little.
--
-- Returns the names of the services that have work, and how long until something is due by itself: a job or a turn
-- within the next second, or the end of a worker's heartbeat; null when there is none. Of what is written meanwhile,
-- queue.wake_leader() notifies the coordinator, or its next look finds it.
--
-- The gates have no work for a queue in which nothing may start, because it is paused, enough of its jobs are ready, or
-- its channel is stopped (messaging.breakers).
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
        CASE
            WHEN queue.has_gated('send') AND coalesce(queue.room('email'), 1) > 0 AND NOT EXISTS (
                SELECT FROM messaging.breakers
                WHERE channel = 'email' AND destination = '*' AND until > present)
            THEN 'send gate' END,
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
    'Which services of the coordinator have work, and how long until something is due by itself (jobs and turns of the '
    'next second, ends of heartbeats); null when nothing is. Refuses a term that is not the leader''s.';
