-- Gates have lanes, as claiming has: a crowd of bulk sends that is due holds up no urgent one.

DROP INDEX queue.gated_in_order;
CREATE UNIQUE INDEX gated_in_lane_order ON queue.gated (gate, queue.lane(priority), position);

TRUNCATE queue.gate_marks;
ALTER TABLE queue.gate_marks
    DROP CONSTRAINT gate_marks_pkey,
    ADD COLUMN lane smallint NOT NULL,
    ADD PRIMARY KEY (gate, lane);
COMMENT ON TABLE queue.gate_marks IS 'Where a lane of a gate begins: before its mark queue.gated holds only rows that are gone.';
COMMENT ON COLUMN queue.gate_marks.lane IS '-1 urgent, 0 normal, 1 bulk: queue.lane(priority).';
COMMENT ON COLUMN queue.gate_marks.low IS 'No job of the lane that waits at the gate has a smaller position.';

-- The gate of a rate is rate/<queue> for all its lanes, and no property of a job: it has one only while it waits there.
UPDATE queue.gated SET gate = 'rate/' || queue WHERE gate LIKE 'rate/%';
UPDATE queue.delayed SET gate = NULL WHERE gate LIKE 'rate/%';
UPDATE queue.ready SET gate = NULL WHERE gate LIKE 'rate/%';
UPDATE queue.running SET gate = NULL WHERE gate LIKE 'rate/%';
UPDATE queue.dead SET gate = NULL WHERE gate LIKE 'rate/%';
UPDATE queue.audit_jobs SET gate = NULL WHERE gate LIKE 'rate/%';
DROP FUNCTION IF EXISTS queue.rate_gate(text, int);
DROP FUNCTION IF EXISTS queue.first_at(text);
