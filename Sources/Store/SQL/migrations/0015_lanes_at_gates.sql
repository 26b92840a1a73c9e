-- Gates have lanes, as claiming has: a crowd of bulk sends that is due holds up no urgent one.

-- Whoever enqueues reads it first, and so waits here, not among verbs that are being replaced.
LOCK TABLE queue.kinds;

DROP INDEX queue.gated_in_order;
CREATE UNIQUE INDEX gated_in_lane_order ON queue.gated (gate, queue.lane(priority), position);

TRUNCATE queue.gate_marks;
ALTER TABLE queue.gate_marks
    DROP CONSTRAINT gate_marks_pkey,
    ADD COLUMN lane int NOT NULL,
    ADD PRIMARY KEY (gate, lane);
COMMENT ON TABLE queue.gate_marks IS 'Where a lane of a gate begins: before its mark queue.gated holds only rows that are gone.';
COMMENT ON COLUMN queue.gate_marks.lane IS '-1 urgent, 0 normal, 1 bulk: queue.lane(priority).';
COMMENT ON COLUMN queue.gate_marks.low IS 'No job of the lane that waits at the gate has a smaller position.';

-- The gate of a rate is rate/<queue> for all its lanes. queue.promote() decides anew about the gates of rates that are elsewhere.
UPDATE queue.gated SET gate = 'rate/' || queue WHERE gate LIKE 'rate/%';
DROP FUNCTION IF EXISTS queue.rate_gate(text, int);
DROP FUNCTION IF EXISTS queue.first_at(text);

-- A request is told from another by its body as it was sent, not by what Relance makes of it.
DROP FUNCTION IF EXISTS queue.enqueue_once(text, text, jsonb);

-- What was sent with the keys of the last day is not known any more: they count as repeated.
ALTER TABLE queue.requests ALTER COLUMN body DROP NOT NULL;
UPDATE queue.requests SET body = NULL;
COMMENT ON COLUMN queue.requests.body IS 'SHA-256 of what was asked, as it was sent; null: not known.';

-- Who says what may be enqueued is written down, too.
ALTER TABLE queue.audit DROP CONSTRAINT verb_is_known;
ALTER TABLE queue.audit ADD CONSTRAINT verb_is_known CHECK (verb IN ('cancel', 'reschedule', 'redrive', 'pause', 'resume', 'limit', 'declare'));
COMMENT ON COLUMN queue.audit.verb IS 'cancel, reschedule, redrive: jobs. limit: a queue. declare: a queue or a kind. pause, resume: a queue or a workflow.';
COMMENT ON COLUMN queue.audit.subject IS 'The filter that found the jobs, or the queue, the kind with its shape, or the workflow.';
COMMENT ON COLUMN queue.audit.reason IS 'Why, as they said; for declare: the description.';

-- What a worker held when it died is worked in groups after the first death.
COMMENT ON COLUMN queue.delayed.crashes IS 'How often a worker died while it held the job. After the first it is claimed with others like it, after the second by itself; at three it is dead.';
COMMENT ON COLUMN queue.gated.crashes IS 'How often a worker died while it held the job. After the first it is claimed with others like it, after the second by itself; at three it is dead.';
COMMENT ON COLUMN queue.ready.crashes IS 'How often a worker died while it held the job. After the first it is claimed with others like it, after the second by itself; at three it is dead.';
COMMENT ON COLUMN queue.running.crashes IS 'How often a worker died while it held the job. After the first it is claimed with others like it, after the second by itself; at three it is dead.';
COMMENT ON COLUMN queue.dead.crashes IS 'How often a worker died while it held the job. After the first it is claimed with others like it, after the second by itself; at three it is dead.';
COMMENT ON COLUMN queue.audit_jobs.crashes IS 'How often a worker died while it held the job. After the first it is claimed with others like it, after the second by itself; at three it is dead.';
