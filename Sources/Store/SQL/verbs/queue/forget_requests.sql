-- Deletes requests that can no longer be repeated, and unique keys whose period is over, in small batches that no other
-- session has to wait for.
CREATE OR REPLACE FUNCTION queue.forget_requests(rows_max int DEFAULT 5000) RETURNS int
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    WITH requests AS (
        DELETE FROM queue.requests WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM queue.requests
            WHERE at < clock_timestamp() - interval '1 day'
            LIMIT rows_max FOR UPDATE SKIP LOCKED))
        RETURNING 1
    ), keys AS (
        DELETE FROM queue.unique_keys WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM queue.unique_keys
            WHERE held_until < (SELECT clock.now())
            LIMIT rows_max FOR UPDATE SKIP LOCKED))
        RETURNING 1
    )
    SELECT ((SELECT count(*) FROM requests) + (SELECT count(*) FROM keys))::int;
$$;
COMMENT ON FUNCTION queue.forget_requests(int) IS
    'Deletes the answers of queue.enqueue_once() after a day, and unique keys whose period is over. Returns how many. '
    'Call it until it returns 0. Part of the coordinator.';
