-- The queue: the table is the state.
--
--   enqueue ──► delayed ──promote──► ready ──claim──► running ──finish──► done
--      │            └─► gated ──release──▲               ├─► delayed   retry, snooze
--      └── due, with a gate ──▲          └── rescue ─────┤
--                                                        └─► dead      attempts used up, refused, poison
--
-- A job is one row. Its table is its state.
--
-- The rules of the queue. A claim is correct because every verb keeps them; a verb names the ones it relies on.
--
--  1. One row, one table. A verb moves a job by DELETE … RETURNING + INSERT in one statement, so two sessions never
--     both take it. Hot rows are never updated, so the claim index never fills with versions of the same job.
--  2. One lease, one result. A claim inserts one row per job into queue.running, with a fence that no earlier lease had
--     and a nonce that the worker chose. A verb that ends a lease deletes the row with that id, fence and nonce. Where
--     there is none, the lease is lost and the verb changes nothing.
--  3. Number first. A transaction has its transaction number before it is given a position, a fence, or the moment that
--     tells a job for later from one that is due. queue.place() and queue.retry() take a number for that; the other
--     verbs lock or delete a row first, which takes one.
--  4. Settled. A row appears when its transaction commits, perhaps after rows with larger positions. So
--     queue.advance_marks() reads the last position, the last fence and the present, and only then takes its own
--     number, the horizon (queue.settling). By rule 3 every transaction that was given one of these has a smaller
--     number. When all smaller numbers have ended, nothing can appear at or below them any longer: they have settled.
--  5. Marks. A mark passes neither a row that exists nor a position, fence or moment that has not settled. So only dead
--     rows lie before a mark, no other will appear there, and a verb starts reading at the mark. Marks only move
--     forward; jobs that have killed a worker have none. Two exceptions: a job can be put into queue.delayed with a
--     moment that has passed, and a clock can be set back. The thorough passes of queue.promote() find such jobs.
--  6. Lock order. A verb that takes jobs from a gate skips those that another session has locked, or finds them by the
--     index on id and so locks them in the order of their ids. Two such verbs do not deadlock.

CREATE SCHEMA queue;
COMMENT ON SCHEMA queue IS 'Jobs. The table a job is in is its state: delayed, gated, ready, running, done or dead.';

CREATE SEQUENCE queue.job_id;
CREATE SEQUENCE queue.fence;
CREATE SEQUENCE queue.position;

-- Each lane has its own order of arrival.
CREATE FUNCTION queue.lane(priority smallint) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (priority > 0)::int - (priority < 0)::int;
COMMENT ON FUNCTION queue.lane(smallint) IS 'The lane of a priority: -1 urgent, 0 normal, 1 bulk.';

------------------------------------------------------------------------------------------------------------------------
-- What may be enqueued

CREATE TABLE queue.queues (
    name          text        PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
    description   text        NOT NULL DEFAULT '',
    paused_at     timestamptz,
    paused_reason text,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    concurrency   int         CHECK (concurrency BETWEEN 1 AND 1000000),
    per_second    real        CHECK (per_second BETWEEN 0.001 AND 1000000),
    CONSTRAINT a_paused_queue_says_why CHECK ((paused_at IS NULL) = (paused_reason IS NULL))
);
COMMENT ON TABLE queue.queues IS 'The queues that exist. A job can only be enqueued into one of them.';
COMMENT ON COLUMN queue.queues.name IS 'Lower-case letters, digits, "_" and "-"; at most 63.';
COMMENT ON COLUMN queue.queues.description IS 'What its jobs do, for people to read.';
COMMENT ON COLUMN queue.queues.paused_at IS
    'When it was paused, so that no job is claimed from it; null while it runs.';
COMMENT ON COLUMN queue.queues.paused_reason IS 'Why it was paused, in the operator''s words.';
COMMENT ON COLUMN queue.queues.created_at IS 'When it was declared.';
COMMENT ON COLUMN queue.queues.concurrency IS
    'How many of its jobs may run at the same time, over all workers; null: no limit. Set by queue.set_limits().';
COMMENT ON COLUMN queue.queues.per_second IS
    'How many of its jobs may start in a second, over all workers; null: no limit. Set by queue.set_limits().';

INSERT INTO queue.queues (name, description) VALUES
    ('automation', 'Enrollments whose next step is due.'),
    ('email',      'E-mails to hand over to the mail server.');

CREATE TABLE queue.kinds (
    queue       text     NOT NULL REFERENCES queue.queues (name),
    kind        text     NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_.-]{0,62}$'),
    description text     NOT NULL,
    payload     jsonb,
    fits        jsonpath,
    members     text[],
    gate        text,
    internal    boolean  NOT NULL DEFAULT false,
    PRIMARY KEY (queue, kind),
    CONSTRAINT a_shape_has_its_test CHECK ((payload IS NULL) = (fits IS NULL))
);
COMMENT ON TABLE queue.kinds IS
    'The kinds of job that exist. queue.enqueue() accepts all but the internal ones; queue.declare_kind() adds kinds.';
COMMENT ON COLUMN queue.kinds.queue IS 'The queue its jobs belong to.';
COMMENT ON COLUMN queue.kinds.kind IS 'Its name, which says what is to be done.';
COMMENT ON COLUMN queue.kinds.description IS 'What a job of this kind does, for people to read.';
COMMENT ON COLUMN queue.kinds.payload IS
    'The shape of its payload, in the subset of JSON Schema that queue.fit_for() understands; null accepts any object.';
COMMENT ON COLUMN queue.kinds.fits IS 'The shape as a predicate, made from payload.';
COMMENT ON COLUMN queue.kinds.members IS
    'The only members its payload may have, made from payload; null: it may have any.';
COMMENT ON COLUMN queue.kinds.gate IS 'The gate that must release its jobs when they are due; null: none.';
COMMENT ON COLUMN queue.kinds.internal IS 'Whether only Relance itself may enqueue it.';

INSERT INTO queue.kinds (queue, kind, description, gate, internal) VALUES
    ('automation', 'advance',   'Takes an enrollment further.',  NULL,   true),
    ('email',      'send_step', 'Sends the e-mail of a step.',   'send', true);
INSERT INTO queue.kinds (queue, kind, description, gate, payload, fits, members) VALUES (
    'email',
    'send_email',
    'Sends an e-mail of config/emails to a contact, once suppression and consent allow it.',
    'send',
    '{
        "type": "object", "required": ["contact", "email"], "additionalProperties": false,
        "properties": {
            "contact": {
                "type": "integer", "minimum": 1, "maximum": 9223372036854775807,
                "description": "The contact''s number (crm.contacts.id)."
            },
            "email": {"type": "string", "description": "The e-mail''s name."},
            "event": {"type": "object", "description": "What its template calls event: {{event.order}}."}
        }
    }',
    '$.email.type() == "string"
     && (!exists($.event) || $.event.type() == "object")
     && ($.contact.type() == "number" && $.contact.floor() == $.contact
         && $.contact >= 1 && $.contact <= 9223372036854775807)',
    '{email,event,contact}'
);

------------------------------------------------------------------------------------------------------------------------
-- The states of a job

-- All jobs not yet due. One leaf a day, so that promotion reads only the leaves that are due.
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
COMMENT ON TABLE queue.delayed IS
    'Jobs not yet due. queue.promote() moves each to its gate or to queue.ready when it is due.';
COMMENT ON COLUMN queue.delayed.id IS 'The job''s number, the same in every table it passes through.';
COMMENT ON COLUMN queue.delayed.run_at IS
    'Earliest moment the job may start, by clock.now(). A retry or a postponement moves it later.';
COMMENT ON COLUMN queue.delayed.enqueued_at IS 'When the job was first enqueued.';
COMMENT ON COLUMN queue.delayed.valid_until IS
    'For a job that its gate has released: from this moment it must pass its gate again.';
COMMENT ON COLUMN queue.delayed.expires_at IS 'From this moment the job is no longer started: it goes to queue.dead.';
COMMENT ON COLUMN queue.delayed.priority IS
    'The lane: below 0 urgent, 0 normal, above 0 bulk (-9 to 9). Within a lane, jobs keep their order of arrival.';
COMMENT ON COLUMN queue.delayed.attempt IS 'How many attempts have ended in an error so far.';
COMMENT ON COLUMN queue.delayed.attempt_limit IS 'How many failed attempts make the job dead.';
COMMENT ON COLUMN queue.delayed.crashes IS
    'How often a worker died while it held the job. After the first time it is claimed with other such jobs, after the '
    'second by itself; the third makes it dead.';
COMMENT ON COLUMN queue.delayed.queue IS 'The queue it belongs to.';
COMMENT ON COLUMN queue.delayed.kind IS 'What is to be done: the name of the handler.';
COMMENT ON COLUMN queue.delayed.gate IS 'The gate that must release the job when it is due; null: none.';
COMMENT ON COLUMN queue.delayed.unique_key IS 'While a job with this key is pending, no second one is enqueued.';
COMMENT ON COLUMN queue.delayed.note IS 'Why it waits: the last error, or the reason its gate gave.';
COMMENT ON COLUMN queue.delayed.payload IS 'The job''s arguments, a JSON object of at most 8 KiB.';
CREATE INDEX delayed_by_time ON queue.delayed (run_at);
CREATE INDEX delayed_by_id ON queue.delayed (id);
-- Finds urgent jobs, which are promoted before all others that are due. Small, because most jobs are not urgent.
CREATE INDEX delayed_urgent ON queue.delayed (run_at) WHERE priority < 0;

-- With the default scale factor, a leaf of ten million jobs would be vacuumed only after two million of them had left.
CREATE TABLE queue.delayed_past PARTITION OF queue.delayed
    FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00')
    WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
COMMENT ON TABLE queue.delayed_past IS 'Leaf of queue.delayed for days whose own leaf has been dropped.';
CREATE TABLE queue.delayed_far PARTITION OF queue.delayed
    FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE)
    WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
COMMENT ON TABLE queue.delayed_far IS
    'Leaf of queue.delayed for days that have no leaf of their own yet; queue.roll_leaves() cuts leaves off it.';

-- Jobs that are due and wait for their gate. A gate has lanes, so that many bulk sends do not delay an urgent one.
CREATE TABLE queue.gated (
    LIKE queue.delayed INCLUDING DEFAULTS INCLUDING COMMENTS,
    position bigint NOT NULL DEFAULT nextval('queue.position'),
    PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE queue.gated ALTER COLUMN gate SET NOT NULL;
COMMENT ON TABLE queue.gated IS 'Jobs that are due and wait for their gate (for an e-mail: its hours and consent).';
COMMENT ON COLUMN queue.gated.position IS 'Order of arrival at the gate, within the lane.';
CREATE UNIQUE INDEX gated_in_lane_order ON queue.gated (gate, queue.lane(priority), position);

-- Jobs that a worker may claim now. One index, in the order of claiming: inserts at its right end, deletes at its left.
CREATE TABLE queue.ready (
    LIKE queue.delayed INCLUDING DEFAULTS INCLUDING COMMENTS,
    position bigint      NOT NULL DEFAULT nextval('queue.position'),
    ready_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
COMMENT ON TABLE queue.ready IS 'Jobs a worker may claim now.';
COMMENT ON COLUMN queue.ready.position IS 'Order of arrival, within queue and lane.';
COMMENT ON COLUMN queue.ready.ready_at IS 'When it became claimable, by the server''s own clock.';
CREATE UNIQUE INDEX ready_in_claim_order ON queue.ready (queue, (crashes > 0), queue.lane(priority), position);

-- Leases. The primary key allows one lease per job.
--
-- A claim from a queue with a limit counts the leases of that queue by the index. No index leads by worker, because it
-- would be written at every claim and every end of a lease, while the leases of a dead worker are read rarely and the
-- table is small.
CREATE TABLE queue.running (
    LIKE queue.delayed INCLUDING DEFAULTS INCLUDING COMMENTS,
    fence      bigint      NOT NULL,
    nonce      uuid        NOT NULL,
    worker     text        NOT NULL,
    ready_at   timestamptz NOT NULL,
    claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    deadline   timestamptz NOT NULL,
    PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
COMMENT ON TABLE queue.running IS
    'Leases: jobs that a worker holds. A lease ends when its worker''s heartbeat expires (queue.workers.expires_at), '
    'or at its deadline.';
COMMENT ON COLUMN queue.running.fence IS
    'The number of this lease, larger than that of any earlier lease of the same job.';
COMMENT ON COLUMN queue.running.nonce IS
    'Chosen by the worker for each claim. With the fence it proves that a result belongs to this lease.';
COMMENT ON COLUMN queue.running.worker IS 'The worker that holds it.';
COMMENT ON COLUMN queue.running.ready_at IS 'When the job became claimable, by the server''s own clock.';
COMMENT ON COLUMN queue.running.claimed_at IS 'When it was claimed, by the server''s own clock.';
COMMENT ON COLUMN queue.running.deadline IS
    'When the lease ends at the latest, by the server''s own clock, because a worker may be stuck and still send '
    'heartbeats.';
CREATE INDEX running_by_queue ON queue.running (queue, fence);

-- History: append-only, one leaf a day. The BRIN index by time finds the last minute's jobs among ten million, because
-- rows are stored in the order of their time.
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
COMMENT ON TABLE queue.done IS 'Jobs that are finished, cancelled or dropped. They keep no payload.';
COMMENT ON COLUMN queue.done.id IS 'The job''s number.';
COMMENT ON COLUMN queue.done.fence IS 'The lease under which it was finished; null when it was never claimed.';
COMMENT ON COLUMN queue.done.finished_at IS 'When it was finished, by clock.now().';
COMMENT ON COLUMN queue.done.run_at IS 'When it was due.';
COMMENT ON COLUMN queue.done.claimed_at IS 'When the worker claimed it, by the server''s own clock.';
COMMENT ON COLUMN queue.done.took_ms IS 'Milliseconds from claim to finish, by the server''s own clock.';
COMMENT ON COLUMN queue.done.attempt IS 'How many attempts had failed.';
COMMENT ON COLUMN queue.done.outcome IS
    'done: a worker did it. cancelled: it was withdrawn before a worker did it. dropped: its gate refused it for good.';
COMMENT ON COLUMN queue.done.queue IS 'The queue it belonged to.';
COMMENT ON COLUMN queue.done.kind IS 'What was to be done: the name of the handler.';
COMMENT ON COLUMN queue.done.worker IS 'The worker that did it.';
COMMENT ON COLUMN queue.done.note IS 'Why it was cancelled or dropped.';
CREATE INDEX done_by_id ON queue.done (id);
CREATE INDEX done_by_time ON queue.done USING brin (finished_at) WITH (pages_per_range = 16, autosummarize = on);

CREATE TABLE queue.done_past PARTITION OF queue.done
    FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
COMMENT ON TABLE queue.done_past IS 'Leaf of queue.done for days before its first leaf.';
CREATE TABLE queue.done_far PARTITION OF queue.done
    FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE);
COMMENT ON TABLE queue.done_far IS 'Leaf of queue.done for days that have no leaf of their own yet.';

CREATE TABLE queue.attempts (
    job_id   bigint      NOT NULL,
    attempt  smallint    NOT NULL,
    ended_at timestamptz NOT NULL,
    fence    bigint      NOT NULL,
    worker   text        NOT NULL,
    error    text        NOT NULL,
    queue    text        NOT NULL
) PARTITION BY RANGE (ended_at);
COMMENT ON TABLE queue.attempts IS 'Failed attempts, each with its error.';
COMMENT ON COLUMN queue.attempts.job_id IS 'The job.';
COMMENT ON COLUMN queue.attempts.attempt IS 'Which attempt it was, counted from 1.';
COMMENT ON COLUMN queue.attempts.ended_at IS 'When it failed, by clock.now().';
COMMENT ON COLUMN queue.attempts.fence IS 'The lease it ran under.';
COMMENT ON COLUMN queue.attempts.worker IS 'The worker that ran it.';
COMMENT ON COLUMN queue.attempts.error IS 'What went wrong, without personal data.';
COMMENT ON COLUMN queue.attempts.queue IS 'The queue of the job.';
CREATE INDEX attempts_by_job ON queue.attempts (job_id);
CREATE INDEX attempts_by_time ON queue.attempts USING brin (ended_at) WITH (pages_per_range = 16, autosummarize = on);

CREATE TABLE queue.attempts_past PARTITION OF queue.attempts
    FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
COMMENT ON TABLE queue.attempts_past IS 'Leaf of queue.attempts for days before its first leaf.';
CREATE TABLE queue.attempts_far PARTITION OF queue.attempts
    FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE);
COMMENT ON TABLE queue.attempts_far IS 'Leaf of queue.attempts for days that have no leaf of their own yet.';

CREATE TABLE queue.dead (
    LIKE queue.delayed INCLUDING DEFAULTS INCLUDING COMMENTS,
    died_at timestamptz NOT NULL,
    reason  text        NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT reason_is_known CHECK (reason IN ('attempts used up', 'refused', 'killed its workers', 'expired'))
);
COMMENT ON TABLE queue.dead IS 'Jobs that no worker will try again unless an operator redrives them.';
COMMENT ON COLUMN queue.dead.died_at IS 'When it was given up, by clock.now().';
COMMENT ON COLUMN queue.dead.reason IS 'Why it was given up; note holds the last error.';

CREATE TABLE queue.parents (
    parent   text PRIMARY KEY,
    place    text NOT NULL,
    key      text NOT NULL,
    step     text NOT NULL,
    category text,
    options  text,
    CONSTRAINT a_leaf_holds_a_day_or_a_month CHECK (step IN ('day', 'month'))
);
COMMENT ON TABLE queue.parents IS
    'The tables that are partitioned by time. queue.roll_leaves() makes their leaves; queue.forget_leaf() drops them.';
COMMENT ON COLUMN queue.parents.parent IS 'The partitioned table.';
COMMENT ON COLUMN queue.parents.place IS 'Its schema.';
COMMENT ON COLUMN queue.parents.key IS 'The column whose time decides the leaf.';
COMMENT ON COLUMN queue.parents.step IS 'How much time a leaf holds: a day or a month.';
COMMENT ON COLUMN queue.parents.category IS
    'The category of automation.forget() that drops its old leaves with their rows; null: only empty leaves are '
    'dropped.';
COMMENT ON COLUMN queue.parents.options IS 'Storage parameters of each new leaf; null: the server''s defaults.';

-- A job leaves queue.delayed when it is due, so a leaf collects a day's worth of dead rows.
INSERT INTO queue.parents (parent, place, key, step, category, options) VALUES
    ('delayed', 'queue', 'run_at', 'day', NULL,
     'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, '
     'autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 1000000'),
    ('done', 'queue', 'finished_at', 'day', 'jobs', NULL),
    ('attempts', 'queue', 'ended_at', 'day', 'jobs', NULL);

CREATE TABLE queue.leaves (
    parent  text        NOT NULL REFERENCES queue.parents,
    leaf    text        PRIMARY KEY,
    from_at timestamptz NOT NULL,
    to_at   timestamptz NOT NULL
);
COMMENT ON TABLE queue.leaves IS
    'The leaves of every partitioned table with their bounds, so that promotion finds due leaves without reading the '
    'catalog.';
COMMENT ON COLUMN queue.leaves.parent IS 'The partitioned table.';
COMMENT ON COLUMN queue.leaves.leaf IS 'The leaf table, in the schema of its parent.';
COMMENT ON COLUMN queue.leaves.from_at IS 'The first instant in it.';
COMMENT ON COLUMN queue.leaves.to_at IS 'The first instant after it.';

INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES
    ('delayed',  'delayed_past',  '-infinity', '2026-01-01 00:00:00+00'),
    ('delayed',  'delayed_far',   '2026-01-01 00:00:00+00', 'infinity'),
    ('done',     'done_past',     '-infinity', '2026-01-01 00:00:00+00'),
    ('done',     'done_far',      '2026-01-01 00:00:00+00', 'infinity'),
    ('attempts', 'attempts_past', '-infinity', '2026-01-01 00:00:00+00'),
    ('attempts', 'attempts_far',  '2026-01-01 00:00:00+00', 'infinity');

------------------------------------------------------------------------------------------------------------------------
-- Keys that keep a job or a request from being enqueued twice

CREATE TABLE queue.unique_keys (
    unique_key text        PRIMARY KEY,
    job_id     bigint      NOT NULL,
    held_until timestamptz
);
COMMENT ON TABLE queue.unique_keys IS
    'Keys that keep a job from being enqueued twice: while it is pending, or for a period.';
COMMENT ON COLUMN queue.unique_keys.unique_key IS 'The key given at enqueue.';
COMMENT ON COLUMN queue.unique_keys.job_id IS 'The job that holds it.';
COMMENT ON COLUMN queue.unique_keys.held_until IS
    'For a key with a period: when it is freed, by clock.now(), even if the job ended earlier; null: when the job '
    'ends.';
CREATE INDEX unique_keys_by_end ON queue.unique_keys (held_until) WHERE held_until IS NOT NULL;

CREATE TABLE queue.requests (
    key    bytea       PRIMARY KEY,
    body   bytea       NOT NULL,
    answer jsonb       NOT NULL,
    at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE queue.requests IS
    'Enqueue requests that came with an Idempotency-Key, so that a repeated one gets the same answer. Forgotten after '
    'a day.';
COMMENT ON COLUMN queue.requests.key IS 'SHA-256 of the client and its key.';
COMMENT ON COLUMN queue.requests.body IS 'SHA-256 of the request''s body as it was sent.';
COMMENT ON COLUMN queue.requests.answer IS 'The answer that was given.';
COMMENT ON COLUMN queue.requests.at IS 'When it was given, by the server''s own clock.';
CREATE INDEX requests_by_time ON queue.requests (at);

------------------------------------------------------------------------------------------------------------------------
-- Workers and leaders

CREATE TABLE queue.workers (
    name          text        PRIMARY KEY,
    host          text        NOT NULL,
    pid           int         NOT NULL,
    queues        text[]      NOT NULL,
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    beat_at       timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    late_outcomes bigint      NOT NULL DEFAULT 0,
    late_at       timestamptz
) WITH (fillfactor = 50);
COMMENT ON TABLE queue.workers IS 'Workers that are alive, one row each. A worker''s heartbeat keeps its row.';
COMMENT ON COLUMN queue.workers.name IS 'Name of this run of the worker; a restarted worker takes a new one.';
COMMENT ON COLUMN queue.workers.host IS 'The machine or container it runs on.';
COMMENT ON COLUMN queue.workers.pid IS 'Its process id there.';
COMMENT ON COLUMN queue.workers.queues IS 'The queues it claims from.';
COMMENT ON COLUMN queue.workers.started_at IS 'When its first heartbeat came.';
COMMENT ON COLUMN queue.workers.beat_at IS 'Its last heartbeat, by the server''s own clock.';
COMMENT ON COLUMN queue.workers.expires_at IS 'When its leases end, unless another heartbeat comes.';
COMMENT ON COLUMN queue.workers.late_outcomes IS
    'Results it reported after it had lost the lease, counted since its start. They changed nothing.';
COMMENT ON COLUMN queue.workers.late_at IS 'When late_outcomes last grew, by the server''s clock.';

CREATE UNLOGGED TABLE queue.listeners (
    queue  text NOT NULL,
    worker text NOT NULL,
    PRIMARY KEY (queue, worker)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
COMMENT ON TABLE queue.listeners IS
    'Workers that have little to do and listen for new jobs; queue.wake() notifies only while this table has rows. A '
    'crash of the server empties it, and the workers register again.';
COMMENT ON COLUMN queue.listeners.queue IS
    'The queue it listens for, on the channel "relance <queue>" (its first 55 bytes).';
COMMENT ON COLUMN queue.listeners.worker IS 'The worker that listens.';

CREATE TABLE queue.leaders (
    role       text        PRIMARY KEY,
    holder     text        NOT NULL,
    term       bigint      NOT NULL,
    since      timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    listens    boolean     NOT NULL DEFAULT false
);
COMMENT ON TABLE queue.leaders IS
    'The leader of each role: a lease with a term. A verb that is passed an old term refuses.';
COMMENT ON COLUMN queue.leaders.role IS 'The role that is led: coordinator.';
COMMENT ON COLUMN queue.leaders.holder IS 'The process that leads.';
COMMENT ON COLUMN queue.leaders.term IS 'Grows with every change of leader.';
COMMENT ON COLUMN queue.leaders.since IS 'Since when it has led without a gap, by the server''s own clock.';
COMMENT ON COLUMN queue.leaders.expires_at IS
    'When a standby may take over unless the leader renews, by the server''s own clock.';
COMMENT ON COLUMN queue.leaders.listens IS
    'Whether the leader has little to do and asks to be notified of new work; only then does queue.wake_leader() '
    'notify.';

------------------------------------------------------------------------------------------------------------------------
-- Marks, by rule 5: where claims, gates, counts of leases and promotion start to read. They are few rows, written about
-- every second, so they are vacuumed early.

CREATE TABLE queue.marks (
    queue text   NOT NULL,
    lane  int    NOT NULL,
    low   bigint NOT NULL,
    PRIMARY KEY (queue, lane)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
COMMENT ON TABLE queue.marks IS
    'Where claims start to read a lane of queue.ready: before its mark it has only dead rows, which an old transaction '
    'may keep vacuum from removing. Jobs that have killed a worker are found without it.';
COMMENT ON COLUMN queue.marks.queue IS 'The queue.';
COMMENT ON COLUMN queue.marks.lane IS 'The lane, as queue.lane() names it.';
COMMENT ON COLUMN queue.marks.low IS 'No job that can be claimed has a smaller position.';

CREATE TABLE queue.gate_marks (
    gate text   NOT NULL,
    lane int    NOT NULL,
    low  bigint NOT NULL,
    PRIMARY KEY (gate, lane)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
COMMENT ON TABLE queue.gate_marks IS 'Where a lane of a gate starts: before its mark queue.gated has only dead rows.';
COMMENT ON COLUMN queue.gate_marks.gate IS 'The gate.';
COMMENT ON COLUMN queue.gate_marks.lane IS 'The lane, as queue.lane() names it.';
COMMENT ON COLUMN queue.gate_marks.low IS 'No job that waits in this lane of the gate has a smaller position.';

CREATE TABLE queue.lease_marks (
    queue text   PRIMARY KEY,
    low   bigint NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
COMMENT ON TABLE queue.lease_marks IS
    'Where the leases of a queue start: before its mark queue.running has only dead rows.';
COMMENT ON COLUMN queue.lease_marks.queue IS 'The queue.';
COMMENT ON COLUMN queue.lease_marks.low IS 'No lease of the queue has a smaller fence.';

CREATE TABLE queue.settling (
    only_one boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
    position bigint      NOT NULL,
    horizon  xid8        NOT NULL,
    moment   timestamptz NOT NULL DEFAULT '-infinity',
    due_from timestamptz NOT NULL DEFAULT '-infinity',
    fence    bigint      NOT NULL DEFAULT 0
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
COMMENT ON TABLE queue.settling IS
    'One row, for rules 4 and 5: the position, fence and moment that settle next, and the horizon by which they do. '
    'Written by queue.advance_marks().';
COMMENT ON COLUMN queue.settling.only_one IS 'Always true.';
COMMENT ON COLUMN queue.settling.position IS 'The last position given out before this row was written.';
COMMENT ON COLUMN queue.settling.horizon IS
    'The transaction that wrote this row. Every transaction that was given one of those positions has a smaller '
    'number. Once all of them have ended, no job can appear at or below position.';
COMMENT ON COLUMN queue.settling.moment IS
    'clock.now() before this row was written. Transactions that by then had enqueued a job for later have smaller '
    'numbers, like those given a position.';
COMMENT ON COLUMN queue.settling.due_from IS
    'Where promotion starts: queue.delayed holds no older job, except one put there with a moment that had passed. A '
    'thorough pass finds those.';
COMMENT ON COLUMN queue.settling.fence IS 'The last fence given out before this row was written.';

INSERT INTO queue.settling (position, horizon) VALUES (0, '0');

------------------------------------------------------------------------------------------------------------------------
-- Operators' actions: previewed, applied, audited, and undone where possible

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
    CONSTRAINT verb_is_known CHECK (
        verb IN ('cancel', 'reschedule', 'redrive', 'pause', 'resume', 'limit', 'declare',
                 'merge', 'erase', 'resubscribe', 'suppress', 'unsuppress', 'forget')
    ),
    CONSTRAINT an_action_says_why CHECK (
        (applied_at IS NULL) = (reason IS NULL)
        AND (undone_at IS NULL) = (undo_reason IS NULL)
    )
);
COMMENT ON TABLE queue.audit IS
    'What operators did: who, when, why, and to how many jobs. A row without applied_at is a preview.';
COMMENT ON COLUMN queue.audit.id IS 'Number of the action, for queue.apply() and queue.undo().';
COMMENT ON COLUMN queue.audit.verb IS
    'cancel, reschedule, redrive: jobs. limit: a queue. declare: a queue or a kind. pause, resume: a queue or a '
    'workflow. forget: a category of retention.';
COMMENT ON COLUMN queue.audit.subject IS
    'The filter that found the jobs, or the queue, the kind with its shape, the workflow, or the category.';
COMMENT ON COLUMN queue.audit.run_at IS 'For reschedule: the new moment.';
COMMENT ON COLUMN queue.audit.previewed_at IS 'When it was previewed, by the server''s own clock.';
COMMENT ON COLUMN queue.audit.previewed_by IS 'The database user who previewed it.';
COMMENT ON COLUMN queue.audit.matched IS
    'How many jobs it would change; 1 for another subject. For forget: leaves and batches.';
COMMENT ON COLUMN queue.audit.applied_at IS 'When it was applied; null while it is a preview.';
COMMENT ON COLUMN queue.audit.applied_by IS 'The database user who applied it.';
COMMENT ON COLUMN queue.audit.reason IS 'Why, in the operator''s words; for declare: the description.';
COMMENT ON COLUMN queue.audit.changed IS
    'How many jobs it changed: fewer than matched when some had moved on since the preview. For forget: leaves and '
    'batches.';
COMMENT ON COLUMN queue.audit.undone_at IS 'When it was undone.';
COMMENT ON COLUMN queue.audit.undone_by IS 'The database user who undid it.';
COMMENT ON COLUMN queue.audit.undo_reason IS 'Why it was undone, in the operator''s words.';
COMMENT ON COLUMN queue.audit.restored IS 'How many jobs the undo put back.';

CREATE TABLE queue.audit_jobs (
    LIKE queue.delayed INCLUDING DEFAULTS INCLUDING COMMENTS,
    audit_id   bigint      NOT NULL,
    place      text        NOT NULL,
    died_at    timestamptz,
    reason     text,
    is_changed boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (audit_id, id)
);
COMMENT ON TABLE queue.audit_jobs IS
    'The jobs of an action as they were before it, for queue.apply() and queue.undo(). Forgotten after a week.';
COMMENT ON COLUMN queue.audit_jobs.audit_id IS 'The action.';
COMMENT ON COLUMN queue.audit_jobs.place IS 'The table the job was in: delayed, gated, ready or dead.';
COMMENT ON COLUMN queue.audit_jobs.died_at IS 'For a dead job: when it had died.';
COMMENT ON COLUMN queue.audit_jobs.reason IS 'For a dead job: why it had died.';
COMMENT ON COLUMN queue.audit_jobs.is_changed IS
    'Whether the action changed it; false in a preview, and for a job that had moved on since the preview.';
