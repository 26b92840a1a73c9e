-- Failed attempts get a leaf a day, as jobs that are done have, so that history is dropped by the day.

ALTER TABLE queue.attempts RENAME TO attempts_past;
ALTER INDEX queue.attempts_by_job RENAME TO attempts_past_by_job;
ALTER INDEX queue.attempts_by_time RENAME TO attempts_past_by_time;
CREATE TABLE queue.attempts (LIKE queue.attempts_past INCLUDING COMMENTS) PARTITION BY RANGE (ended_at);
COMMENT ON TABLE queue.attempts IS 'Attempts that failed, each with its error.';
CREATE INDEX attempts_by_job ON queue.attempts (job_id);
CREATE INDEX attempts_by_time ON queue.attempts USING brin (ended_at) WITH (pages_per_range = 16, autosummarize = on);

-- What there is stays in the past leaf, up to the end of the day; leaves of their own begin after it.
DO $$
DECLARE
    tomorrow CONSTANT timestamptz := date_trunc('day', greatest(clock.now(), clock_timestamp(), (SELECT max(ended_at) FROM queue.attempts_past)) AT TIME ZONE 'UTC' + interval '1 day') AT TIME ZONE 'UTC';
BEGIN
    EXECUTE format('ALTER TABLE queue.attempts ATTACH PARTITION queue.attempts_past FOR VALUES FROM (MINVALUE) TO (%L)', tomorrow);
    EXECUTE format('CREATE TABLE queue.attempts_far PARTITION OF queue.attempts FOR VALUES FROM (%L) TO (MAXVALUE)', tomorrow);
    INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES
        ('attempts', 'attempts_past', '-infinity', tomorrow),
        ('attempts', 'attempts_far', tomorrow, 'infinity');
END $$;
COMMENT ON TABLE queue.attempts_past IS 'Leaf of queue.attempts for days before its first leaf.';
COMMENT ON TABLE queue.attempts_far IS 'Leaf of queue.attempts for days that have no leaf of their own yet.';
COMMENT ON TABLE queue.leaves IS 'The leaves of queue.delayed, queue.done, queue.attempts and crm.events with their bounds, so that promotion finds due leaves without reading the catalogue.';
COMMENT ON COLUMN queue.leaves.parent IS 'The partitioned table: delayed, done, attempts or events.';

-- Their defaults or arguments change.
DROP FUNCTION IF EXISTS queue.roll_leaves(int, text);
DROP FUNCTION IF EXISTS queue.retire_leaves(timestamptz);
