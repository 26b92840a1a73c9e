-- Every job with its state: the table it is in.
CREATE OR REPLACE VIEW queue.jobs AS
    SELECT id, 'delayed' AS state, queue, kind, priority, run_at, attempt, attempt_limit, crashes, gate, unique_key,
           NULL::text AS worker, note, payload
    FROM queue.delayed
    UNION ALL
    SELECT id, 'gated', queue, kind, priority, run_at, attempt, attempt_limit, crashes, gate, unique_key,
           NULL, note, payload
    FROM queue.gated
    UNION ALL
    SELECT id, 'ready', queue, kind, priority, run_at, attempt, attempt_limit, crashes, gate, unique_key,
           NULL, note, payload
    FROM queue.ready
    UNION ALL
    SELECT id, 'running', queue, kind, priority, run_at, attempt, attempt_limit, crashes, gate, unique_key,
           worker, note, payload
    FROM queue.running
    UNION ALL
    SELECT id, 'dead', queue, kind, priority, run_at, attempt, attempt_limit, crashes, gate, unique_key,
           NULL, reason || coalesce(': ' || note, ''), payload
    FROM queue.dead
    UNION ALL
    SELECT id, outcome, queue, kind, NULL, run_at, attempt, NULL, NULL, NULL, NULL, worker, note, NULL FROM queue.done;
COMMENT ON VIEW queue.jobs IS
    'Every job, whichever table it is in; state names the table. Finished jobs have no payload.';
