-- A worker's heartbeat: its leases live until the answer's moment. The first one registers it.
CREATE OR REPLACE FUNCTION queue.beat(worker text, host text, pid int, queues text[], expiry interval)
RETURNS timestamptz
LANGUAGE sql AS $$
    INSERT INTO queue.workers (name, host, pid, queues, beat_at, expires_at)
    VALUES (worker, host, pid, queues, clock_timestamp(), clock_timestamp() + expiry)
    ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at, expires_at = excluded.expires_at
    RETURNING expires_at;
$$;
COMMENT ON FUNCTION queue.beat(text, text, int, text[], interval) IS 'Says that a worker lives, and registers it the first time. Answers when its leases end unless it beats again.';
