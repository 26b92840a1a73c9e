-- Tells those who listen that there are jobs. A hint and no more: whoever misses it finds them by looking.
--
-- The commits of transactions that notify wait for each other, so nobody is notified while nobody listens; and a worker
-- that has enough to do does not.
CREATE OR REPLACE FUNCTION queue.wake(queues text[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
    SELECT pg_notify('relance ' || left(queue, 55), '')  -- a channel has at most 63 bytes
    FROM (SELECT DISTINCT queue FROM queue.listeners WHERE queues IS NULL OR queue = ANY (queues)) AS awaited
    WHERE queue.may_notify();
$$;
COMMENT ON FUNCTION queue.wake(text[]) IS
    'Notifies the workers that listen for new jobs of these queues (null: of any), when the transaction commits.';

-- No producer shall fail for the sake of a hint. Once the notification queue is full, because somebody listens in a
-- transaction that does not end, a transaction that notifies cannot commit; nor can one that notifies be prepared.
CREATE OR REPLACE FUNCTION queue.may_notify() RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT pg_notification_queue_usage() < 0.5 AND current_setting('max_prepared_transactions') = '0';
$$;
COMMENT ON FUNCTION queue.may_notify() IS
    'Whether a transaction that notifies will commit for certain. Part of queue.wake() and queue.wake_leader().';

-- While the leader has much to do it looks instead, and is not told. Runs as its owner: a session that writes what
-- concerns the leader needs no right to know who leads.
CREATE OR REPLACE FUNCTION queue.wake_leader() RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM queue.leaders WHERE role = 'coordinator' AND listens) AND queue.may_notify() THEN
        PERFORM pg_notify('relance: leader', '');  -- no queue has such a name
    END IF;
END $$;
COMMENT ON FUNCTION queue.wake_leader() IS
    'Notifies the leading coordinator, if it listens, that there is something for it, when the transaction commits.';
