-- Priorities are lanes, each in its own order of arrival; and claiming begins where a lane begins, not among its dead rows.

CREATE FUNCTION queue.lane(priority smallint) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (priority > 0)::int - (priority < 0)::int;
COMMENT ON FUNCTION queue.lane(smallint) IS 'The lane of a priority: -1 urgent, 0 normal, 1 bulk.';

DROP INDEX queue.ready_in_claim_order;
CREATE UNIQUE INDEX ready_in_claim_order ON queue.ready (queue, (crashes > 0), queue.lane(priority), position);

-- Urgent jobs are promoted before a crowd that is due at the same moment. Small: most jobs are not urgent.
CREATE INDEX delayed_urgent ON queue.delayed (run_at) WHERE priority < 0;

CREATE TABLE queue.marks (
    queue text   NOT NULL,
    lane  int    NOT NULL,
    low   bigint NOT NULL,
    PRIMARY KEY (queue, lane)
) WITH (fillfactor = 50);
COMMENT ON TABLE queue.marks IS 'Where claiming begins: before its mark a lane of queue.ready holds only rows that are dead, however long an old transaction keeps vacuum from removing them.';
COMMENT ON COLUMN queue.marks.queue IS 'The queue.';
COMMENT ON COLUMN queue.marks.lane IS 'The lane, as queue.lane() names it.';
COMMENT ON COLUMN queue.marks.low IS 'No job that can be claimed has a smaller position.';

CREATE TABLE queue.settling (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    position bigint  NOT NULL,
    horizon  xid8    NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE queue.settling IS 'One row: up to which position jobs will have settled, and when. Part of queue.advance_marks().';
COMMENT ON COLUMN queue.settling.only_one IS 'Always true.';
COMMENT ON COLUMN queue.settling.position IS 'The last position that had been given out before this was written.';
COMMENT ON COLUMN queue.settling.horizon IS 'The transaction that wrote this. Whoever was given one of those positions has a smaller number: once all of them have ended, no job can appear at or below it.';
INSERT INTO queue.settling (position, horizon) VALUES (0, '0');

-- Few rows, written every second: their old versions go soon.
ALTER TABLE queue.marks    SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
ALTER TABLE queue.settling SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
COMMENT ON COLUMN queue.delayed.priority IS 'The lane: below 0 urgent, 0 normal, above 0 bulk (-9 to 9). Within a lane, whoever came first.';

-- It takes one more argument from now on.
DROP FUNCTION IF EXISTS queue.rescue(bigint, interval, int);
