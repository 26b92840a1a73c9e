-- What each queue is doing. Counts end at 10,000: a glance must not read a backlog.
CREATE OR REPLACE VIEW queue.overview AS
    SELECT queues.name AS queue,
           CASE WHEN paused_at IS NULL THEN 'runs' ELSE 'PAUSED: ' || paused_reason END AS state,
           (SELECT count(*) FROM (SELECT FROM queue.ready WHERE ready.queue = queues.name LIMIT 10000) AS bounded) AS ready,
           (SELECT clock_timestamp() - min(ready_at) FROM (
                SELECT ready_at FROM queue.ready WHERE ready.queue = queues.name ORDER BY crashes > 0, priority, position LIMIT 100) AS first) AS oldest,
           (SELECT count(*) FROM (SELECT FROM queue.gated WHERE gated.queue = queues.name LIMIT 10000) AS bounded) AS gated,
           (SELECT count(*) FROM queue.running WHERE running.queue = queues.name) AS running,
           (SELECT count(*) FROM (SELECT FROM queue.delayed WHERE delayed.queue = queues.name LIMIT 10000) AS bounded) AS delayed,
           (SELECT count(*) FROM (SELECT FROM queue.dead WHERE dead.queue = queues.name LIMIT 10000) AS bounded) AS dead,
           (SELECT count(*) FROM (
                SELECT FROM queue.done WHERE done.queue = queues.name
                    AND finished_at > (SELECT clock.now()) - interval '1 minute' AND finished_at <= (SELECT clock.now()) LIMIT 100000) AS bounded) AS done_last_minute
    FROM queue.queues
    ORDER BY queues.name;
COMMENT ON VIEW queue.overview IS 'One row a queue: whether it runs, how much is ready (and how old the first is), gated, running, delayed, dead. Counts stop at 10,000.';
