-- What each queue is doing, at a glance.
CREATE OR REPLACE VIEW queue.overview AS
    SELECT queue, state, ready, oldest, gated, running, delayed, due_next_hour, dead, done_last_minute,
           failed_last_minute, lateness_p50, lateness_p99, exact
    FROM queue.overview_rows();
COMMENT ON VIEW queue.overview IS
    'One row per queue: whether it runs, what is ready (and since when), gated, running, delayed, due within the hour, '
    'dead, done and failed attempts in the last minute, and how many seconds after it was due a job was claimed (p50, '
    'p99). exact: false when a count stopped at 50,000 (ready of this queue, the others of all queues together), or '
    'delayed is an estimate.';
