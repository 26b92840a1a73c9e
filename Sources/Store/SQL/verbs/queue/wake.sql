-- Tells those who listen that there are jobs. A hint and no more: whoever misses it finds them by looking.
--
-- The commits of transactions that notify wait for each other, so nobody is notified while nobody listens; and a worker
-- that has enough to do does not. Nor while the notification queue fills, because somebody listens in a transaction
-- that does not end: once it is full, whoever notifies cannot commit, and no producer shall fail for the sake of a
-- hint.
CREATE OR REPLACE FUNCTION queue.wake(queues text[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
    SELECT pg_notify('relance ' || left(queue, 55), '')  -- a channel has at most 63 bytes
    FROM (SELECT DISTINCT queue FROM queue.listeners WHERE queues IS NULL OR queue = ANY (queues)) AS awaited
    WHERE (SELECT pg_notification_queue_usage()) < 0.5;
$$;
COMMENT ON FUNCTION queue.wake(text[]) IS
    'Notifies the workers that listen for new jobs of these queues (null: of any), when the transaction commits.';
