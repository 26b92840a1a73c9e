-- The queue: the table is the state.
--
--   enqueue ──► delayed ──promote──► ready ──claim──► running ──finish──► done
--      │            └─► gated ──release──▲               ├─► delayed   retry, snooze
--      └── due, with a gate ──▲          └── rescue ─────┤
--                                                        └─► dead      attempts used up, refused, poison
--
-- A job is one row, and it is in exactly one of these tables. It moves by DELETE … RETURNING + INSERT in one
-- statement; hot rows are never updated, so the claim index never fills with versions of the same job.

CREATE SCHEMA queue;
COMMENT ON SCHEMA queue IS 'Jobs. The table a job is in is its state: delayed, gated, ready, running, done or dead.';

CREATE SEQUENCE queue.job_id;
CREATE SEQUENCE queue.fence;
CREATE SEQUENCE queue.position;

CREATE TABLE queue.queues (
    name          text        PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
    description   text        NOT NULL DEFAULT '',
    paused_at     timestamptz,
    paused_reason text,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT a_paused_queue_says_why CHECK ((paused_at IS NULL) = (paused_reason IS NULL))
);
COMMENT ON TABLE queue.queues IS 'The queues that exist. A job can only be enqueued into one of them.';
COMMENT ON COLUMN queue.queues.name IS 'Lower-case letters, digits, "_" and "-"; at most 63.';
COMMENT ON COLUMN queue.queues.description IS 'What its jobs do, for people.';
COMMENT ON COLUMN queue.queues.paused_at IS 'Since when nothing is claimed from it; null while it runs.';
COMMENT ON COLUMN queue.queues.paused_reason IS 'Why it was paused, as the operator said.';
COMMENT ON COLUMN queue.queues.created_at IS 'When it was declared.';

INSERT INTO queue.queues (name, description) VALUES
    ('automation', 'Enrollments whose next step is due.'),
    ('email',      'E-mails to hand over to the mail server.');

-- Everything not yet due. Partitioned by day, so that promotion touches only the leaves whose time has come.
CREATE TABLE queue.delayed (
    id            bigint      NOT NULL,
    run_at        timestamptz NOT NULL,
    enqueued_at   timestamptz NOT NULL,
    valid_until   timestamptz,
    expires_at    timestamptz,
    priority      smallint    NOT NULL DEFAULT 0,
    attempt       smallint    NOT NULL DEFAULT 0,
    attempt_limit smallint    NOT NULL DEFAULT 20,
    crashes       smallint    NOT NULL DEFAULT 0,
    queue         text        NOT NULL,
    kind          text        NOT NULL,
    gate          text,
    unique_key    text,
    note          text,
    payload       jsonb       NOT NULL
) PARTITION BY RANGE (run_at);
COMMENT ON TABLE queue.delayed IS 'Jobs not yet due. queue.promote() moves each on when its time comes.';
COMMENT ON COLUMN queue.delayed.id IS 'The job''s number, the same in every table it passes through.';
COMMENT ON COLUMN queue.delayed.run_at IS 'Earliest moment the job may start, by clock.now(). Retries and postponements move it forward.';
COMMENT ON COLUMN queue.delayed.enqueued_at IS 'When the job was first enqueued.';
COMMENT ON COLUMN queue.delayed.valid_until IS 'For a job its gate has released: the moment from which it must ask its gate again.';
COMMENT ON COLUMN queue.delayed.expires_at IS 'After this moment the job is not started any more, and goes to queue.dead.';
COMMENT ON COLUMN queue.delayed.priority IS '0 is the normal lane; smaller is more urgent, larger can wait (-9 to 9).';
COMMENT ON COLUMN queue.delayed.attempt IS 'How many attempts have ended in an error so far.';
COMMENT ON COLUMN queue.delayed.attempt_limit IS 'How many failed attempts make the job dead.';
COMMENT ON COLUMN queue.delayed.crashes IS 'How often a worker died while it held the job. After the first it is claimed alone; at three it is dead.';
COMMENT ON COLUMN queue.delayed.queue IS 'Which queue it belongs to.';
COMMENT ON COLUMN queue.delayed.kind IS 'What is to be done: the name of the handler.';
COMMENT ON COLUMN queue.delayed.gate IS 'Who must release the job when it is due; null when nobody needs to.';
COMMENT ON COLUMN queue.delayed.unique_key IS 'While a job with this key is pending, a second one is not enqueued.';
COMMENT ON COLUMN queue.delayed.note IS 'Why it waits: the last error, or what its gate said.';
COMMENT ON COLUMN queue.delayed.payload IS 'The job''s arguments, a JSON object of at most 8 KiB.';
CREATE INDEX delayed_by_time ON queue.delayed (run_at);
CREATE INDEX delayed_by_id ON queue.delayed (id);

CREATE TABLE queue.delayed_past PARTITION OF queue.delayed FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
COMMENT ON TABLE queue.delayed_past IS 'Leaf of queue.delayed for days whose own leaf is gone.';
CREATE TABLE queue.delayed_far PARTITION OF queue.delayed FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE);
COMMENT ON TABLE queue.delayed_far IS 'Leaf of queue.delayed for days that have no leaf of their own yet; queue.roll_leaves() moves them.';

-- Due, and waiting for their gate.
CREATE TABLE queue.gated (LIKE queue.delayed INCLUDING DEFAULTS INCLUDING COMMENTS);
ALTER TABLE queue.gated
    ADD COLUMN position bigint NOT NULL DEFAULT nextval('queue.position'),
    ADD CONSTRAINT gated_pkey PRIMARY KEY (id),
    ALTER COLUMN gate SET NOT NULL;
COMMENT ON TABLE queue.gated IS 'Jobs that are due and wait for their gate (for an e-mail: its hours and consent).';
COMMENT ON COLUMN queue.gated.position IS 'Order of arrival at the gate.';
CREATE UNIQUE INDEX gated_in_order ON queue.gated (gate, position);

-- What a worker may take now. One index, in the order of claiming: inserts at its right end, deletes at its left.
CREATE TABLE queue.ready (LIKE queue.delayed INCLUDING DEFAULTS INCLUDING COMMENTS);
ALTER TABLE queue.ready
    ADD COLUMN position bigint NOT NULL DEFAULT nextval('queue.position'),
    ADD COLUMN ready_at timestamptz NOT NULL DEFAULT clock_timestamp();
COMMENT ON TABLE queue.ready IS 'Jobs a worker may claim now.';
COMMENT ON COLUMN queue.ready.position IS 'Order within queue and priority.';
COMMENT ON COLUMN queue.ready.ready_at IS 'When it became claimable, by the server''s own clock.';
CREATE UNIQUE INDEX ready_in_claim_order ON queue.ready (queue, (crashes > 0), priority, position);

-- Leases. The primary key says: one live lease per job.
CREATE TABLE queue.running (LIKE queue.delayed INCLUDING DEFAULTS INCLUDING COMMENTS);
ALTER TABLE queue.running
    ADD COLUMN fence      bigint      NOT NULL,
    ADD COLUMN nonce      uuid        NOT NULL,
    ADD COLUMN worker     text        NOT NULL,
    ADD COLUMN ready_at   timestamptz NOT NULL,
    ADD COLUMN claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN deadline   timestamptz NOT NULL,
    ADD CONSTRAINT running_pkey PRIMARY KEY (id);
COMMENT ON TABLE queue.running IS 'Leases: jobs some worker holds. A lease ends with its worker''s heartbeat (queue.workers.expires_at), or at its deadline.';
COMMENT ON COLUMN queue.running.fence IS 'Number of this lease, larger than that of any earlier one of the same job.';
COMMENT ON COLUMN queue.running.nonce IS 'Chosen by the worker for each claim; with the fence it proves that a result belongs to this lease.';
COMMENT ON COLUMN queue.running.worker IS 'Which worker holds it.';
COMMENT ON COLUMN queue.running.ready_at IS 'When it had become claimable, by the server''s own clock.';
COMMENT ON COLUMN queue.running.claimed_at IS 'Since when, by the server''s own clock.';
COMMENT ON COLUMN queue.running.deadline IS 'Until when at the latest, by the server''s own clock: a worker may beat on and yet be stuck.';
CREATE INDEX running_by_worker ON queue.running (worker);

-- History, append-only, one leaf a day.
CREATE TABLE queue.done (
    id          bigint      NOT NULL,
    fence       bigint,
    finished_at timestamptz NOT NULL,
    run_at      timestamptz NOT NULL,
    claimed_at  timestamptz,
    took_ms     real,
    attempt     smallint    NOT NULL,
    outcome     text        NOT NULL,
    queue       text        NOT NULL,
    kind        text        NOT NULL,
    worker      text,
    note        text,
    CONSTRAINT outcome_is_known CHECK (outcome IN ('done', 'cancelled', 'dropped'))
) PARTITION BY RANGE (finished_at);
COMMENT ON TABLE queue.done IS 'Jobs that need nothing more. They keep no payload.';
COMMENT ON COLUMN queue.done.id IS 'The job''s number.';
COMMENT ON COLUMN queue.done.fence IS 'The lease that finished it; null when it never ran.';
COMMENT ON COLUMN queue.done.finished_at IS 'When it was finished, by clock.now().';
COMMENT ON COLUMN queue.done.run_at IS 'When it had been due.';
COMMENT ON COLUMN queue.done.claimed_at IS 'When the worker had taken it, by the server''s own clock.';
COMMENT ON COLUMN queue.done.took_ms IS 'Milliseconds from claim to finish, by the server''s own clock.';
COMMENT ON COLUMN queue.done.attempt IS 'How many attempts had failed before.';
COMMENT ON COLUMN queue.done.outcome IS 'done: a worker did it. cancelled: it was withdrawn. dropped: its gate let it fall.';
COMMENT ON COLUMN queue.done.queue IS 'Which queue it belonged to.';
COMMENT ON COLUMN queue.done.kind IS 'What was done.';
COMMENT ON COLUMN queue.done.worker IS 'Who did it.';
COMMENT ON COLUMN queue.done.note IS 'Why it was cancelled or dropped.';
CREATE INDEX done_by_id ON queue.done (id);

CREATE TABLE queue.done_past PARTITION OF queue.done FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
COMMENT ON TABLE queue.done_past IS 'Leaf of queue.done for days before its first leaf.';
CREATE TABLE queue.done_far PARTITION OF queue.done FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE);
COMMENT ON TABLE queue.done_far IS 'Leaf of queue.done for days that have no leaf of their own yet.';

CREATE TABLE queue.attempts (
    job_id   bigint      NOT NULL,
    attempt  smallint    NOT NULL,
    ended_at timestamptz NOT NULL,
    fence    bigint      NOT NULL,
    worker   text        NOT NULL,
    error    text        NOT NULL
);
COMMENT ON TABLE queue.attempts IS 'Attempts that failed, each with its error.';
COMMENT ON COLUMN queue.attempts.job_id IS 'The job.';
COMMENT ON COLUMN queue.attempts.attempt IS 'Which attempt it was, counted from 1.';
COMMENT ON COLUMN queue.attempts.ended_at IS 'When it failed, by clock.now().';
COMMENT ON COLUMN queue.attempts.fence IS 'The lease it ran under.';
COMMENT ON COLUMN queue.attempts.worker IS 'The worker that ran it.';
COMMENT ON COLUMN queue.attempts.error IS 'What went wrong, without personal data.';
CREATE INDEX attempts_by_job ON queue.attempts (job_id);

CREATE TABLE queue.dead (LIKE queue.delayed INCLUDING DEFAULTS INCLUDING COMMENTS);
ALTER TABLE queue.dead
    ADD COLUMN died_at timestamptz NOT NULL,
    ADD COLUMN reason  text        NOT NULL,
    ADD CONSTRAINT dead_pkey PRIMARY KEY (id),
    ADD CONSTRAINT reason_is_known CHECK (reason IN ('attempts used up', 'refused', 'killed its workers', 'expired'));
COMMENT ON TABLE queue.dead IS 'Jobs that need a person.';
COMMENT ON COLUMN queue.dead.died_at IS 'When it was given up, by clock.now().';
COMMENT ON COLUMN queue.dead.reason IS 'Why it was given up; note holds the last error.';

CREATE TABLE queue.unique_keys (
    unique_key text   PRIMARY KEY,
    job_id     bigint NOT NULL
);
COMMENT ON TABLE queue.unique_keys IS 'Keys of pending jobs that may not be enqueued twice.';
COMMENT ON COLUMN queue.unique_keys.unique_key IS 'The key given at enqueue.';
COMMENT ON COLUMN queue.unique_keys.job_id IS 'The pending job that holds it.';

CREATE TABLE queue.workers (
    name       text        PRIMARY KEY,
    host       text        NOT NULL,
    pid        int         NOT NULL,
    queues     text[]      NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    beat_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE queue.workers IS 'Workers that are alive, one row each, kept by their heartbeat.';
COMMENT ON COLUMN queue.workers.name IS 'Name of this run of the worker; a restart takes a new one.';
COMMENT ON COLUMN queue.workers.host IS 'The machine or container it runs on.';
COMMENT ON COLUMN queue.workers.pid IS 'Its process there.';
COMMENT ON COLUMN queue.workers.queues IS 'The queues it claims from.';
COMMENT ON COLUMN queue.workers.started_at IS 'When it first beat.';
COMMENT ON COLUMN queue.workers.beat_at IS 'Its last heartbeat, by the server''s own clock.';
COMMENT ON COLUMN queue.workers.expires_at IS 'When its leases end unless it beats again.';

CREATE TABLE queue.leaders (
    role       text        PRIMARY KEY,
    holder     text        NOT NULL,
    term       bigint      NOT NULL,
    since      timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE queue.leaders IS 'Who leads, by a lease with a term. A verb that passes an old term is refused.';
COMMENT ON COLUMN queue.leaders.role IS 'What is led: coordinator.';
COMMENT ON COLUMN queue.leaders.holder IS 'Who leads.';
COMMENT ON COLUMN queue.leaders.term IS 'Grows with every change of leader.';
COMMENT ON COLUMN queue.leaders.since IS 'From when it has led without a gap, by the server''s own clock.';
COMMENT ON COLUMN queue.leaders.expires_at IS 'When a standby may take over unless the leader renews, by the server''s own clock.';

CREATE TABLE queue.leaves (
    parent  text        NOT NULL,
    leaf    text        PRIMARY KEY,
    from_at timestamptz NOT NULL,
    to_at   timestamptz NOT NULL
);
COMMENT ON TABLE queue.leaves IS 'The leaves of queue.delayed, queue.done and crm.events with their bounds, so that promotion finds due leaves without reading the catalogue.';
COMMENT ON COLUMN queue.leaves.parent IS 'The partitioned table: delayed, done or events.';
COMMENT ON COLUMN queue.leaves.leaf IS 'The leaf table, in the schema of its parent.';
COMMENT ON COLUMN queue.leaves.from_at IS 'First instant it holds.';
COMMENT ON COLUMN queue.leaves.to_at IS 'First instant it no longer holds.';
INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES
    ('delayed', 'delayed_past', '-infinity', '2026-01-01 00:00:00+00'),
    ('delayed', 'delayed_far',  '2026-01-01 00:00:00+00', 'infinity'),
    ('done',    'done_past',    '-infinity', '2026-01-01 00:00:00+00'),
    ('done',    'done_far',     '2026-01-01 00:00:00+00', 'infinity');

ALTER TABLE queue.ready   SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE queue.running SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE queue.gated   SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
