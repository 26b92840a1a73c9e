-- Notifies the workers that listen that there are jobs. It is only a hint: a worker that misses it finds the jobs when
-- it looks next.
--
-- The commits of transactions that notify wait for each other. So nothing is notified while no worker listens, and a
-- worker that has enough to do does not listen.
CREATE OR REPLACE FUNCTION queue.wake(queues text[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
    SELECT pg_notify('relance ' || left(queue, 55), '')  -- a channel has at most 63 bytes
    FROM (SELECT DISTINCT queue FROM queue.listeners WHERE queues IS NULL OR queue = ANY (queues)) AS awaited
    WHERE queue.may_notify();
$$;
COMMENT ON FUNCTION queue.wake(text[]) IS
    'Notifies the workers that listen for new jobs of these queues (null: of any), when the transaction commits.';

-- No producer may fail because of a hint. Once the notification queue is full, because a listening session stays in a
-- transaction, a transaction that notifies cannot commit. Nor can a transaction that notifies be prepared.
CREATE OR REPLACE FUNCTION queue.may_notify() RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT pg_notification_queue_usage() < 0.5 AND current_setting('max_prepared_transactions') = '0';
$$;
COMMENT ON FUNCTION queue.may_notify() IS
    'Whether a transaction that notifies is sure to commit. Part of queue.wake() and queue.wake_leader().';

-- A leader that has much to do looks by itself and is not notified. Runs as its owner: a session that enqueues work for
-- the leader needs no right to read who leads.
CREATE OR REPLACE FUNCTION queue.wake_leader() RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM queue.leaders WHERE role = 'coordinator' AND listens) AND queue.may_notify() THEN
        PERFORM pg_notify('relance: leader', '');  -- no queue has such a name
    END IF;
END $$;
COMMENT ON FUNCTION queue.wake_leader() IS
    'Notifies the leading coordinator, if it listens, that there is work for it, when the transaction commits.';
