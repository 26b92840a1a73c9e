-- Tells those who listen that there are jobs. A hint and no more: whoever misses it finds them by looking.
--
-- The commits of transactions that notify wait for each other, so nobody is notified while nobody listens; and a worker
-- that has enough to do does not.
CREATE OR REPLACE FUNCTION queue.wake(queues text[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
    SELECT pg_notify('relance ' || left(queue, 55), '')  -- a channel has at most 63 bytes
    FROM (SELECT DISTINCT queue FROM queue.listeners WHERE queues IS NULL OR queue = ANY (queues)) AS awaited;
$$;
COMMENT ON FUNCTION queue.wake(text[]) IS 'Notifies the workers that listen for new jobs of these queues (null: of any), when the transaction commits.';
