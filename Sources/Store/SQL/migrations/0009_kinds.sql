-- What may be enqueued, and by whom: kinds with the shape of their payload, keys for a period, requests that are repeated.

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
COMMENT ON TABLE queue.kinds IS 'The kinds of job there are. queue.enqueue() takes those that are not Relance''s own; queue.declare_kind() adds some.';
COMMENT ON COLUMN queue.kinds.queue IS 'The queue its jobs belong to.';
COMMENT ON COLUMN queue.kinds.kind IS 'Its name: what is to be done.';
COMMENT ON COLUMN queue.kinds.description IS 'What a job of this kind does, for people.';
COMMENT ON COLUMN queue.kinds.payload IS 'The shape of its payload, in the words of JSON Schema that queue.fit_for() knows; null takes any object.';
COMMENT ON COLUMN queue.kinds.fits IS 'The same as a predicate, made from payload.';
COMMENT ON COLUMN queue.kinds.members IS 'The only members its payload may have, made from payload; null when others may be there.';
COMMENT ON COLUMN queue.kinds.gate IS 'Who must release its jobs when they are due; null when nobody needs to.';
COMMENT ON COLUMN queue.kinds.internal IS 'Whether only Relance itself enqueues it.';

INSERT INTO queue.kinds (queue, kind, description, gate, internal) VALUES
    ('automation', 'advance', 'Takes an enrollment further.', NULL, true),
    ('email', 'send_step', 'Sends the e-mail of a step.', 'send', true);
INSERT INTO queue.kinds (queue, kind, description, gate, payload, fits, members) VALUES
    ('email', 'send_email', 'Sends an e-mail of config/emails to a contact, once suppression and consent allow it.', 'send', '{
        "type": "object", "required": ["contact", "email"], "additionalProperties": false,
        "properties": {
            "contact": {"type": "integer", "minimum": 1, "maximum": 9223372036854775807, "description": "The contact''s number (crm.contacts.id)."},
            "email": {"type": "string", "description": "The e-mail''s name."},
            "event": {"type": "object", "description": "What its template calls event: {{event.order}}."}
        }}',
     '$.email.type() == "string" && (!exists($.event) || $.event.type() == "object")
      && ($.contact.type() == "number" && $.contact.floor() == $.contact && $.contact >= 1 && $.contact <= 9223372036854775807)',
     '{email,event,contact}');

-- A key may be held for a period, whatever becomes of its job.
ALTER TABLE queue.unique_keys ADD COLUMN held_until timestamptz;
COMMENT ON TABLE queue.unique_keys IS 'Keys of jobs that may not be enqueued twice: while they are pending, or for a period.';
COMMENT ON COLUMN queue.unique_keys.job_id IS 'The job that holds it.';
COMMENT ON COLUMN queue.unique_keys.held_until IS 'Until when it is held, by clock.now(), whatever becomes of the job; null is while the job is pending.';
CREATE INDEX unique_keys_by_end ON queue.unique_keys (held_until) WHERE held_until IS NOT NULL;

CREATE TABLE queue.requests (
    key    bytea       PRIMARY KEY,
    body   bytea       NOT NULL,
    answer jsonb       NOT NULL,
    at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE queue.requests IS 'Requests to enqueue that came with an Idempotency-Key, so that a repetition gets the same answer. Forgotten after a day.';
COMMENT ON COLUMN queue.requests.key IS 'SHA-256 of who asked and their key.';
COMMENT ON COLUMN queue.requests.body IS 'SHA-256 of what was asked.';
COMMENT ON COLUMN queue.requests.answer IS 'What was answered.';
COMMENT ON COLUMN queue.requests.at IS 'When, by the server''s own clock.';
CREATE INDEX requests_by_time ON queue.requests (at);

-- Gates belong to kinds from now on, and what the send gate needs is the shape of its kind.
DROP FUNCTION IF EXISTS queue.enqueue(text, text, jsonb, timestamptz, int, text, int, timestamptz, text);
DROP FUNCTION IF EXISTS queue.is_send(jsonb);
