-- Promotion and the gates begin where their jobs begin, too, not among rows that are gone.

ALTER TABLE queue.settling
    ADD COLUMN moment   timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN due_from timestamptz NOT NULL DEFAULT '-infinity';
COMMENT ON TABLE queue.settling IS 'One row: up to which position and moment jobs will have settled, and when. Part of queue.advance_marks().';
COMMENT ON COLUMN queue.settling.moment IS 'What clock.now() was before this was written. Whoever enqueued until then something for later has a smaller number, too.';
COMMENT ON COLUMN queue.settling.due_from IS 'Where promotion begins: of what is due, nothing older is left in queue.delayed. But for what was put there with a moment that had passed, which a thorough look finds.';

CREATE TABLE queue.gate_marks (
    gate text   PRIMARY KEY,
    low  bigint NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
COMMENT ON TABLE queue.gate_marks IS 'Where a gate begins: before its mark queue.gated holds only rows that are gone.';
COMMENT ON COLUMN queue.gate_marks.gate IS 'The gate.';
COMMENT ON COLUMN queue.gate_marks.low IS 'No job that waits at it has a smaller position.';

-- It looks thoroughly or not, now.
DROP FUNCTION IF EXISTS queue.promote(bigint, int);

-- A day of ten million jobs would otherwise be vacuumed when two million of them have gone.
DO $$
DECLARE
    leaf text;
BEGIN
    FOR leaf IN SELECT leaves.leaf FROM queue.leaves WHERE parent = 'delayed' LOOP
        EXECUTE format('ALTER TABLE IF EXISTS queue.%I SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)', leaf);
    END LOOP;
END $$;

COMMENT ON COLUMN queue.audit.verb IS 'cancel, reschedule, redrive: jobs. limit: a queue. pause, resume: a queue or a workflow.';
COMMENT ON COLUMN queue.audit.subject IS 'The filter that found the jobs, or the queue or workflow.';
