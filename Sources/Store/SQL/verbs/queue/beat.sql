-- A worker's heartbeat: its leases live until the moment it returns. The first heartbeat registers the worker.
CREATE OR REPLACE FUNCTION queue.beat(
    worker text, host text, pid int, queues text[], expiry interval, late bigint DEFAULT 0
)
RETURNS timestamptz
LANGUAGE sql AS $$
    INSERT INTO queue.workers (name, host, pid, queues, beat_at, expires_at, late_outcomes, late_at)
    VALUES (
        worker, host, pid, queues, clock_timestamp(), clock_timestamp() + expiry, late,
        CASE WHEN late > 0 THEN clock_timestamp() END
    )
    ON CONFLICT (name) DO UPDATE
    SET beat_at = excluded.beat_at, expires_at = excluded.expires_at, late_outcomes = excluded.late_outcomes,
        late_at = CASE
            WHEN excluded.late_outcomes > workers.late_outcomes THEN excluded.late_at
            ELSE workers.late_at END
    RETURNING expires_at;
$$;
COMMENT ON FUNCTION queue.beat(text, text, int, text[], interval, bigint) IS
    'Records a worker''s heartbeat, and registers the worker the first time. late: how many results it has reported '
    'after their lease was lost, since its start. Returns when its leases end unless another heartbeat comes.';
