-- The invariants of the schema, as a query that any reader of its tables can run. Each row is a violation; no row means
-- all is well.
CREATE OR REPLACE FUNCTION check_invariants()
RETURNS TABLE (invariant text, subject text)
LANGUAGE sql STABLE
SET jit = off AS $$
    WITH places AS (
        SELECT id, 'delayed' AS place FROM queue.delayed
        UNION ALL SELECT id, 'gated' FROM queue.gated
        UNION ALL SELECT id, 'ready' FROM queue.ready
        UNION ALL SELECT id, 'running' FROM queue.running
        UNION ALL SELECT id, 'dead' FROM queue.dead
    ), owed AS (  -- enrollments whose job was given up, and that the coordinator has yet to end
        SELECT data ->> 'job' AS job FROM crm.changes WHERE kind = 'asked' AND data ? 'job'
        UNION ALL SELECT data ->> 'job' FROM crm.failed_changes WHERE kind = 'asked' AND data ? 'job'
    )
    SELECT 'a job is in exactly one table', format('job %s is in %s', id, string_agg(place, ', '))
    FROM places GROUP BY id HAVING count(*) > 1
    UNION ALL
    SELECT 'an active enrollment has exactly one job that is due or running, or its end is owed',
           format('enrollment %s, job %s', held.id, held.job_id)
    FROM automation.enrollments AS held
    WHERE held.state = 'active' AND NOT EXISTS (SELECT FROM places WHERE places.id = held.job_id AND place <> 'dead')
      AND NOT EXISTS (SELECT FROM owed WHERE owed.job = held.job_id::text)
    UNION ALL
    SELECT 'a finished job does not wait', format('job %s', done.id)
    FROM queue.done JOIN places ON places.id = done.id
    UNION ALL
    SELECT 'no job that can be claimed lies before the mark of its lane', format('job %s', ready.id)
    FROM queue.ready JOIN queue.marks ON marks.queue = ready.queue AND marks.lane = queue.lane(ready.priority)
    WHERE ready.position < marks.low AND ready.crashes = 0
    UNION ALL
    SELECT 'no job that waits at a gate lies before its mark', format('job %s', gated.id)
    FROM queue.gated
    JOIN queue.gate_marks USING (gate)
    WHERE queue.lane(gated.priority) = gate_marks.lane AND gated.position < gate_marks.low
    UNION ALL
    SELECT 'no lease lies before the mark of its queue', format('job %s', running.id)
    FROM queue.running JOIN queue.lease_marks USING (queue) WHERE running.fence < lease_marks.low
    UNION ALL
    SELECT 'a unique key belongs to a pending job', format('key of job %s', keys.job_id)
    FROM queue.unique_keys AS keys
    WHERE held_until IS NULL AND NOT EXISTS (SELECT FROM places WHERE places.id = keys.job_id AND place <> 'dead')
    UNION ALL
    SELECT 'a sent or failed message has an outcome', format('delivery %s', id)
    FROM messaging.deliveries WHERE state IN ('sent', 'failed', 'doubtful') AND outcome_at IS NULL
    UNION ALL
    SELECT 'a message handed over twice is listed as doubtful', format('delivery %s', id)
    FROM messaging.deliveries WHERE handovers > 1 AND doubt IS NULL
    UNION ALL
    SELECT 'an intent without outcome belongs to a job that is pending',
           format('delivery %s, job %s', delivery.id, delivery.job_id)
    FROM messaging.deliveries AS delivery
    WHERE delivery.state = 'sending' AND NOT EXISTS (SELECT FROM places WHERE places.id = delivery.job_id)
    UNION ALL
    SELECT 'arrivals less departures are the walks that rest at a step',
           format('%s version %s, step %s: %s counted, %s there', workflow, version, step, coalesce(here_now, 0),
                  coalesce(there, 0))
    FROM (SELECT workflow, version, coalesce(step, '') AS step, here_now FROM automation.standing) AS counted
    FULL JOIN (
        SELECT workflow, version, coalesce(step, '') AS step, count(*) AS there
        FROM automation.enrollments
        WHERE state = 'active'
        GROUP BY workflow, version, step) AS standing USING (workflow, version, step)
    WHERE coalesce(here_now, 0) <> coalesce(there, 0)
    UNION ALL
    SELECT 'a workflow counts who is inside', format('%s: %s counted, %s inside', workflow, active, inside)
    FROM automation.overview
    CROSS JOIN LATERAL (
        SELECT count(*) AS inside
        FROM automation.enrollments AS held
        WHERE held.workflow = overview.workflow AND held.state = 'active') AS held
    WHERE active <> inside;
$$;
COMMENT ON FUNCTION check_invariants() IS
    'The invariants of the schema: returns each violation, and no row when all is well.';
