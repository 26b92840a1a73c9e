-- Forgets requests that can no longer be repeated, and keys whose period is over.
CREATE OR REPLACE FUNCTION queue.forget_requests() RETURNS void
LANGUAGE sql AS $$
    DELETE FROM queue.requests WHERE at < clock_timestamp() - interval '1 day';
    DELETE FROM queue.unique_keys WHERE held_until < (SELECT clock.now());
$$;
COMMENT ON FUNCTION queue.forget_requests() IS 'Forgets the answers of queue.enqueue_once() after a day, and unique keys whose period is over. Part of the coordinator.';
