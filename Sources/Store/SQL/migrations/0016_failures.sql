-- What went wrong in the last minutes is told queue by queue, and worker by worker.

-- Whoever enqueues reads it first, and so waits here, not among verbs that are being replaced.
LOCK TABLE queue.kinds;

ALTER TABLE queue.attempts ADD COLUMN queue text;
COMMENT ON COLUMN queue.attempts.queue IS 'The queue of the job; null for attempts of earlier releases.';

ALTER TABLE queue.workers ADD COLUMN late_outcomes bigint NOT NULL DEFAULT 0, ADD COLUMN late_at timestamptz;
COMMENT ON COLUMN queue.workers.late_outcomes IS 'Results it had after the lease was another''s: they changed nothing. Counted from its start.';
COMMENT ON COLUMN queue.workers.late_at IS 'When it last said that there were more of them, by the server''s clock.';

-- It tells of late outcomes now. Workers of the release before call it without.
DROP FUNCTION IF EXISTS queue.beat(text, text, int, text[], interval);

-- Operators resume a queue; a worker that never saw the reply to its claim reclaims.
DROP FUNCTION IF EXISTS queue.resume(text, uuid);
DROP FUNCTION IF EXISTS queue.resume_queue(text, text);

-- It has a column more.
DROP VIEW IF EXISTS queue.overview;
DROP FUNCTION IF EXISTS queue.glance();
