-- How much of a queue may happen at once, and how much in a second.

ALTER TABLE queue.queues
    ADD COLUMN concurrency int CHECK (concurrency BETWEEN 1 AND 1000000),
    ADD COLUMN per_second real CHECK (per_second BETWEEN 0.001 AND 1000000);
COMMENT ON COLUMN queue.queues.concurrency IS 'How many of its jobs may run at once, over all workers; null is no limit. Set by queue.set_limits().';
COMMENT ON COLUMN queue.queues.per_second IS 'How many of its jobs may start in a second, over all workers; null is no limit. Set by queue.set_limits().';

-- Jobs of a queue with a rate wait at gates of their own: rate/<queue>/<lane>.
ALTER TABLE queue.audit DROP CONSTRAINT verb_is_known;
ALTER TABLE queue.audit ADD CONSTRAINT verb_is_known CHECK (verb IN ('cancel', 'reschedule', 'redrive', 'pause', 'resume', 'limit'));
COMMENT ON COLUMN queue.audit.verb IS 'cancel, reschedule, redrive: jobs. pause, resume, limit: a queue.';
