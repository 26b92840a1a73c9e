-- Leases are counted, by queues with a limit at every claim, from the oldest one on, not among those that have ended.

-- Whoever enqueues reads it first, and so waits here, not among verbs that are being replaced.
LOCK TABLE queue.kinds;

CREATE INDEX running_by_queue ON queue.running (queue, fence);

ALTER TABLE queue.settling ADD COLUMN fence bigint NOT NULL DEFAULT 0;
COMMENT ON TABLE queue.settling IS 'One row: up to which position, moment and fence jobs will have settled, and when. Part of queue.advance_marks().';
COMMENT ON COLUMN queue.settling.fence IS 'The last fence that had been given out before this was written.';

CREATE TABLE queue.lease_marks (
    queue text   PRIMARY KEY,
    low   bigint NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
COMMENT ON TABLE queue.lease_marks IS 'Where the leases of a queue begin: before its mark queue.running holds only rows that are gone.';
COMMENT ON COLUMN queue.lease_marks.queue IS 'The queue.';
COMMENT ON COLUMN queue.lease_marks.low IS 'No lease of the queue has a smaller fence.';
