-- Workflows, and the enrollments of contacts in them.

CREATE SCHEMA automation;
COMMENT ON SCHEMA automation IS 'Workflows, their versions, and enrollments: one contact''s way through one workflow.';

CREATE TABLE automation.workflows (
    name          text        PRIMARY KEY,
    version       int         NOT NULL,
    state         text        NOT NULL DEFAULT 'active',
    watched       boolean     NOT NULL DEFAULT false,
    paused_reason text,
    changed_at    timestamptz NOT NULL DEFAULT clock.now(),
    CONSTRAINT state_is_known CHECK (state IN ('active', 'paused', 'off')),
    CONSTRAINT a_paused_workflow_says_why CHECK ((state = 'paused') = (paused_reason IS NOT NULL))
);
COMMENT ON TABLE automation.workflows IS 'The workflows, each with the version that new enrollments follow.';
COMMENT ON COLUMN automation.workflows.name IS 'Its name, as in its file.';
COMMENT ON COLUMN automation.workflows.version IS 'The version that new enrollments follow.';
COMMENT ON COLUMN automation.workflows.state IS
    'active: enrolls and runs. paused: enrolls no contact, and its enrollments wait. off: enrolls no contact, and its '
    'enrollments finish.';
COMMENT ON COLUMN automation.workflows.watched IS
    'Whether a filter of another workflow asks which contacts are inside. Then every begin and end of an enrollment '
    'writes a change.';
COMMENT ON COLUMN automation.workflows.paused_reason IS
    'Why it was paused, in the operator''s words; null while it is not.';
COMMENT ON COLUMN automation.workflows.changed_at IS 'When version or state last changed.';

CREATE TABLE automation.edition (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    edition  uuid    NOT NULL DEFAULT gen_random_uuid()
) WITH (fillfactor = 50);
COMMENT ON TABLE automation.edition IS
    'One row: the edition of the workflows. A reader that has read the workflows of this edition need not read them '
    'again.';
COMMENT ON COLUMN automation.edition.only_one IS 'Always true.';
COMMENT ON COLUMN automation.edition.edition IS
    'A new value after every transaction that changes the set of workflows, or the version or state of one.';
INSERT INTO automation.edition DEFAULT VALUES;

-- A stub, so that the trigger can be created. The verb of the same name replaces it.
CREATE FUNCTION automation.note_edition() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION automation.note_edition() IS 'A stub. The verb of the same name replaces it.';

-- Deferred to the end of the transaction, so that a session that changes one workflow does not wait for another session
-- that is still changing another workflow.
CREATE CONSTRAINT TRIGGER workflows_changed
    AFTER INSERT OR DELETE OR UPDATE OF name, version, state ON automation.workflows
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION automation.note_edition();
COMMENT ON TRIGGER workflows_changed ON automation.workflows IS
    'Writes a new edition, whichever session changed the workflow.';

CREATE TABLE automation.workflow_versions (
    workflow   text        NOT NULL,
    version    int         NOT NULL,
    definition jsonb       NOT NULL,
    source     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock.now(),
    applied_by text        NOT NULL DEFAULT session_user,
    PRIMARY KEY (workflow, version)
);
COMMENT ON TABLE automation.workflow_versions IS
    'Every version of every workflow. A version never changes; an enrollment stays on the version it began with.';
COMMENT ON COLUMN automation.workflow_versions.workflow IS 'The workflow.';
COMMENT ON COLUMN automation.workflow_versions.version IS 'Counted from 1.';
COMMENT ON COLUMN automation.workflow_versions.definition IS
    'The form that the engine reads: triggers, rules and the graph of steps.';
COMMENT ON COLUMN automation.workflow_versions.source IS 'The YAML it was made from.';
COMMENT ON COLUMN automation.workflow_versions.applied_at IS 'When it was applied.';
COMMENT ON COLUMN automation.workflow_versions.applied_by IS 'The database user who applied it.';

CREATE TABLE automation.segments (
    name       text        PRIMARY KEY,
    definition jsonb       NOT NULL,
    source     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock.now()
);
COMMENT ON TABLE automation.segments IS 'Segments: named filters over contacts.';
COMMENT ON COLUMN automation.segments.name IS 'Its name in workflows and filters.';
COMMENT ON COLUMN automation.segments.definition IS 'Its filter.';
COMMENT ON COLUMN automation.segments.source IS 'The YAML it was made from.';
COMMENT ON COLUMN automation.segments.applied_at IS 'When it was applied.';

CREATE TABLE automation.matches (
    workflow   text   NOT NULL,
    trigger    int    NOT NULL,
    contact_id bigint NOT NULL,
    PRIMARY KEY (workflow, contact_id, trigger)
);
COMMENT ON TABLE automation.matches IS
    'Which contacts met a workflow''s filter trigger when it was last evaluated. A contact that is added here is '
    'enrolled.';
COMMENT ON COLUMN automation.matches.workflow IS 'The workflow.';
COMMENT ON COLUMN automation.matches.trigger IS 'The index of the trigger in the workflow, counted from 0.';
COMMENT ON COLUMN automation.matches.contact_id IS 'A contact that meets it.';

CREATE TABLE automation.turns (
    workflow   text        NOT NULL,
    contact_id bigint      NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (workflow, contact_id)
);
COMMENT ON TABLE automation.turns IS
    'Turns: when time alone can next change the answer of a workflow''s filters for a contact. "visited within 6 '
    'months" ends six months after the visit.';
COMMENT ON COLUMN automation.turns.workflow IS 'The workflow.';
COMMENT ON COLUMN automation.turns.contact_id IS 'The contact.';
COMMENT ON COLUMN automation.turns.at IS
    'The earliest such moment, by clock.now(). The coordinator evaluates the filters again then.';
CREATE INDEX turns_by_time ON automation.turns (at);

CREATE SEQUENCE automation.enrollment_id;

CREATE TABLE automation.enrollments (
    id          bigint      PRIMARY KEY,
    contact_id  bigint      NOT NULL,
    subject_id  bigint      NOT NULL,
    occurrence  bigint,
    enrolled_at timestamptz NOT NULL,
    arrived_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    job_id      bigint,
    version     int         NOT NULL,
    steps_taken int         NOT NULL DEFAULT 0,
    state       text        NOT NULL DEFAULT 'active',
    workflow    text        NOT NULL,
    step        text,
    end_reason  text,
    merged_into bigint,
    subject_kind text       NOT NULL DEFAULT 'contact' CHECK (subject_kind = 'contact'),
    cause       jsonb       NOT NULL,
    CONSTRAINT a_contact_walks_for_itself CHECK (subject_kind <> 'contact' OR subject_id = contact_id),
    CONSTRAINT state_is_known CHECK (state IN ('active', 'ended')),
    CONSTRAINT an_active_enrollment_has_a_job_and_an_ended_one_a_reason CHECK (
        (state = 'active' AND job_id IS NOT NULL AND ended_at IS NULL)
        OR (state = 'ended' AND job_id IS NULL AND ended_at IS NOT NULL AND end_reason IS NOT NULL))
) WITH (fillfactor = 80);
COMMENT ON TABLE automation.enrollments IS 'Enrollments: one contact''s way through one workflow.';
COMMENT ON COLUMN automation.enrollments.id IS 'Number of the enrollment.';
COMMENT ON COLUMN automation.enrollments.contact_id IS 'The contact that receives its messages.';
COMMENT ON COLUMN automation.enrollments.subject_kind IS 'The kind of the enrolled subject: always contact.';
COMMENT ON COLUMN automation.enrollments.subject_id IS 'The number of the enrolled subject.';
COMMENT ON COLUMN automation.enrollments.occurrence IS
    'The event that the enrollment is for, where a workflow enrolls once per occurrence; null for other workflows.';
COMMENT ON COLUMN automation.enrollments.enrolled_at IS 'When it began.';
COMMENT ON COLUMN automation.enrollments.arrived_at IS 'When it arrived at its current step.';
COMMENT ON COLUMN automation.enrollments.ended_at IS 'When it ended.';
COMMENT ON COLUMN automation.enrollments.job_id IS 'The one job that will advance it. The job waits or runs.';
COMMENT ON COLUMN automation.enrollments.version IS 'The version of the workflow it follows.';
COMMENT ON COLUMN automation.enrollments.steps_taken IS
    'How many steps it has taken; part of the key that keeps a step from sending twice.';
COMMENT ON COLUMN automation.enrollments.state IS 'active or ended.';
COMMENT ON COLUMN automation.enrollments.workflow IS 'The workflow.';
COMMENT ON COLUMN automation.enrollments.step IS 'The step it waits at or takes next.';
COMMENT ON COLUMN automation.enrollments.end_reason IS 'Why it ended: completed, goal met, …';
COMMENT ON COLUMN automation.enrollments.merged_into IS
    'The enrollment of the same workflow that continued when two contacts were merged; null for any other.';
COMMENT ON COLUMN automation.enrollments.cause IS 'What caused the enrollment.';
CREATE UNIQUE INDEX one_active_enrollment_per_workflow_subject_and_occurrence
    ON automation.enrollments (workflow, subject_id, subject_kind, occurrence) NULLS NOT DISTINCT
    WHERE state = 'active';
CREATE INDEX enrollments_by_contact ON automation.enrollments (contact_id, workflow);
CREATE INDEX enrollments_by_end ON automation.enrollments (ended_at) WHERE state = 'ended';
CREATE INDEX enrollments_merged ON automation.enrollments (merged_into) WHERE merged_into IS NOT NULL;

-- Partitioned by month; a row whose month has no leaf of its own goes to the far or past leaf.
CREATE TABLE automation.history (
    id            bigint      NOT NULL DEFAULT nextval('crm.line_id'),
    enrollment_id bigint,
    contact_id    bigint      NOT NULL,
    at            timestamptz NOT NULL,
    version       int         NOT NULL,
    workflow      text        NOT NULL,
    step          text,
    what          text        NOT NULL,
    detail        text
) PARTITION BY RANGE (at);
COMMENT ON TABLE automation.history IS
    'What happened to each contact in each workflow, and why, including contacts that were not enrolled. Append-only.';
COMMENT ON COLUMN automation.history.id IS 'Order of writing, among these rows and those of crm.value_changes.';
COMMENT ON COLUMN automation.history.enrollment_id IS 'The enrollment; null when the contact was not enrolled.';
COMMENT ON COLUMN automation.history.contact_id IS 'The contact.';
COMMENT ON COLUMN automation.history.at IS 'When it happened, by clock.now().';
COMMENT ON COLUMN automation.history.workflow IS 'The workflow.';
COMMENT ON COLUMN automation.history.version IS 'The version of the workflow that applied.';
COMMENT ON COLUMN automation.history.step IS 'The step; null for a line about the whole enrollment.';
COMMENT ON COLUMN automation.history.what IS
    'enrolled, not enrolled, branched, waits, set, listed, unlisted, sends, sent, not sent, ended; kept: what a step '
    'asked for was so already.';
COMMENT ON COLUMN automation.history.detail IS 'Why, or what exactly.';
CREATE INDEX history_by_contact ON automation.history (contact_id, id);
CREATE INDEX history_by_workflow ON automation.history (workflow, at);
CREATE TABLE automation.history_past PARTITION OF automation.history
    FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
COMMENT ON TABLE automation.history_past IS 'Leaf of automation.history for months before its first leaf.';
CREATE INDEX history_past_by_time ON automation.history_past (at);
CREATE TABLE automation.history_far PARTITION OF automation.history
    FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE);
COMMENT ON TABLE automation.history_far IS
    'Leaf of automation.history for months that have no leaf of their own yet; queue.roll_leaves() cuts leaves off it.';
INSERT INTO queue.parents (parent, place, key, step, category) VALUES
    ('history', 'automation', 'at', 'month', 'history');
INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES
    ('history', 'history_past', '-infinity', '2026-01-01 00:00:00+00'),
    ('history', 'history_far',  '2026-01-01 00:00:00+00', 'infinity');

CREATE TABLE automation.counters (
    workflow text   NOT NULL,
    version  int    NOT NULL,
    step     text,
    what     text   NOT NULL,
    reason   text,
    day      date   NOT NULL,
    times    bigint NOT NULL,
    CONSTRAINT one_counter_each UNIQUE NULLS NOT DISTINCT (workflow, day, version, step, what, reason)
) WITH (fillfactor = 70);
COMMENT ON TABLE automation.counters IS
    'How often each thing happened, by workflow, version, step, reason and day. Overviews read this instead of the '
    'history. Triggers maintain it; automation.counts adds the increments that are not folded in yet.';
COMMENT ON COLUMN automation.counters.workflow IS 'The workflow.';
COMMENT ON COLUMN automation.counters.version IS 'The version that the enrollment follows.';
COMMENT ON COLUMN automation.counters.step IS 'The step; null for what concerns the whole enrollment.';
COMMENT ON COLUMN automation.counters.what IS
    'What happened, in the words of automation.history; or arrived and departed: an enrollment reached the step, or '
    'left it. Arrivals less departures are the enrollments at the step now.';
COMMENT ON COLUMN automation.counters.reason IS
    'Why, where there are few reasons: automation.counted_reason(what, detail). Otherwise null.';
COMMENT ON COLUMN automation.counters.day IS 'The day, in UTC.';
COMMENT ON COLUMN automation.counters.times IS 'How often.';

CREATE TABLE automation.counter_increments (LIKE automation.counters INCLUDING COMMENTS);
COMMENT ON TABLE automation.counter_increments IS
    'Increments that the coordinator has not folded into automation.counters yet. Transactions only append rows here, '
    'so that none waits for another.';
