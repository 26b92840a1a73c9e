-- What operators do is previewed, applied, written down, and can be undone.

CREATE TABLE queue.audit (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    verb         text        NOT NULL,
    subject      jsonb       NOT NULL,
    run_at       timestamptz,
    previewed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    previewed_by text        NOT NULL DEFAULT session_user,
    matched      bigint      NOT NULL,
    applied_at   timestamptz,
    applied_by   text,
    reason       text,
    changed      bigint,
    undone_at    timestamptz,
    undone_by    text,
    undo_reason  text,
    restored     bigint,
    CONSTRAINT verb_is_known CHECK (verb IN ('cancel', 'reschedule', 'redrive', 'pause', 'resume')),
    CONSTRAINT whoever_acts_says_why CHECK ((applied_at IS NULL) = (reason IS NULL) AND (undone_at IS NULL) = (undo_reason IS NULL))
);
COMMENT ON TABLE queue.audit IS 'What operators did to the queue: who, when, why, to how many jobs. A row without applied_at is a preview.';
COMMENT ON COLUMN queue.audit.id IS 'Number of the action, for queue.apply() and queue.undo().';
COMMENT ON COLUMN queue.audit.verb IS 'cancel, reschedule, redrive: jobs. pause, resume: a queue.';
COMMENT ON COLUMN queue.audit.subject IS 'The filter that found the jobs, or the queue.';
COMMENT ON COLUMN queue.audit.run_at IS 'For reschedule: the new moment.';
COMMENT ON COLUMN queue.audit.previewed_at IS 'When it was prepared, by the server''s own clock.';
COMMENT ON COLUMN queue.audit.previewed_by IS 'The database user who prepared it.';
COMMENT ON COLUMN queue.audit.matched IS 'How many jobs it would change, or one queue.';
COMMENT ON COLUMN queue.audit.applied_at IS 'When it was done; null while it is a preview.';
COMMENT ON COLUMN queue.audit.applied_by IS 'The database user who did it.';
COMMENT ON COLUMN queue.audit.reason IS 'Why, as they said.';
COMMENT ON COLUMN queue.audit.changed IS 'How many jobs it changed: fewer than matched when some had gone on meanwhile.';
COMMENT ON COLUMN queue.audit.undone_at IS 'When it was undone.';
COMMENT ON COLUMN queue.audit.undone_by IS 'The database user who undid it.';
COMMENT ON COLUMN queue.audit.undo_reason IS 'Why it was undone.';
COMMENT ON COLUMN queue.audit.restored IS 'How many jobs undoing gave back.';

CREATE TABLE queue.audit_jobs (LIKE queue.delayed INCLUDING DEFAULTS INCLUDING COMMENTS);
ALTER TABLE queue.audit_jobs
    ADD COLUMN audit_id bigint NOT NULL,
    ADD COLUMN place    text   NOT NULL,
    ADD COLUMN died_at  timestamptz,
    ADD COLUMN reason   text,
    ADD COLUMN is_changed boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT audit_jobs_pkey PRIMARY KEY (audit_id, id);
COMMENT ON TABLE queue.audit_jobs IS 'The jobs of an action as they were before it, for queue.apply() and queue.undo(); forgotten after a week.';
COMMENT ON COLUMN queue.audit_jobs.audit_id IS 'The action.';
COMMENT ON COLUMN queue.audit_jobs.place IS 'Where the job was: delayed, gated, ready or dead.';
COMMENT ON COLUMN queue.audit_jobs.died_at IS 'For a dead job: when it had been given up.';
COMMENT ON COLUMN queue.audit_jobs.reason IS 'For a dead job: why it had been given up.';
COMMENT ON COLUMN queue.audit_jobs.is_changed IS 'Whether the action changed it; false while it is a preview, and for a job that had gone on meanwhile.';

-- Finding the last minute's jobs among ten million must not read them all: they lie in the order of their time.
CREATE INDEX done_by_time ON queue.done USING brin (finished_at) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX attempts_by_time ON queue.attempts USING brin (ended_at) WITH (pages_per_range = 16, autosummarize = on);

-- They show or take something else from now on.
DROP VIEW IF EXISTS queue.overview;
DROP FUNCTION IF EXISTS queue.resume_queue(text);
