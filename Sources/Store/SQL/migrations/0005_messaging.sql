-- The delivery ledger: the intent is written before a message's first byte leaves, the outcome after its last.

CREATE SCHEMA messaging;
COMMENT ON SCHEMA messaging IS 'E-mails and their versions, the delivery ledger, consent and suppression.';

CREATE TABLE messaging.emails (
    name       text        NOT NULL,
    version    int         NOT NULL,
    current    boolean     NOT NULL DEFAULT true,
    definition jsonb       NOT NULL,
    kind       text        GENERATED ALWAYS AS (definition ->> 'kind') STORED,
    topic      text        GENERATED ALWAYS AS (definition ->> 'topic') STORED,
    source     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock.now(),
    PRIMARY KEY (name, version)
);
COMMENT ON TABLE messaging.emails IS 'E-mails as they were applied. The current version is sent.';
COMMENT ON COLUMN messaging.emails.name IS 'Its name in workflows.';
COMMENT ON COLUMN messaging.emails.version IS 'Counted from 1.';
COMMENT ON COLUMN messaging.emails.current IS 'Whether this version is the one to send.';
COMMENT ON COLUMN messaging.emails.definition IS 'Subject, bodies, kind and topic.';
COMMENT ON COLUMN messaging.emails.kind IS
    'marketing or transactional. A column of its own, because the definition is long.';
COMMENT ON COLUMN messaging.emails.topic IS
    'Its topic, for consent. A column of its own, because the definition is long.';
COMMENT ON COLUMN messaging.emails.source IS 'The YAML it was made from.';
COMMENT ON COLUMN messaging.emails.applied_at IS 'When it was applied.';
CREATE UNIQUE INDEX one_current_version_per_email ON messaging.emails (name) WHERE current;

CREATE SEQUENCE messaging.delivery_id;

CREATE TABLE messaging.deliveries (
    id            bigint      PRIMARY KEY,
    job_id        bigint      NOT NULL,
    contact_id    bigint      NOT NULL,
    enrollment_id bigint,
    intent_at     timestamptz NOT NULL,
    outcome_at    timestamptz,
    fence         bigint      NOT NULL,
    email_version int         NOT NULL,
    handovers     smallint    NOT NULL DEFAULT 1,
    state         text        NOT NULL DEFAULT 'sending',
    channel       text        NOT NULL DEFAULT 'email',
    workflow      text,
    step          text,
    email         text        NOT NULL,
    dedup_key     text        NOT NULL,
    message_id    text        NOT NULL,
    reference     text,
    doubt         text,
    CONSTRAINT state_is_known CHECK (state IN ('sending', 'sent', 'failed', 'doubtful')),
    CONSTRAINT a_step_has_one_intent UNIQUE (dedup_key)
) WITH (fillfactor = 80);
COMMENT ON TABLE messaging.deliveries IS 'The ledger: one row per message, written before its first byte leaves.';
COMMENT ON COLUMN messaging.deliveries.id IS 'Number of the delivery.';
COMMENT ON COLUMN messaging.deliveries.job_id IS 'The job that hands it over.';
COMMENT ON COLUMN messaging.deliveries.contact_id IS 'The contact that receives it.';
COMMENT ON COLUMN messaging.deliveries.enrollment_id IS
    'The enrollment it belongs to; null for a send outside any workflow.';
COMMENT ON COLUMN messaging.deliveries.intent_at IS 'When the intent was committed, by clock.now().';
COMMENT ON COLUMN messaging.deliveries.outcome_at IS 'When its outcome was recorded, by clock.now().';
COMMENT ON COLUMN messaging.deliveries.fence IS 'The lease under which it was last handed over.';
COMMENT ON COLUMN messaging.deliveries.email_version IS 'The version of the e-mail.';
COMMENT ON COLUMN messaging.deliveries.handovers IS
    'How often it was handed over. More than once only when an earlier handover left a doubt.';
COMMENT ON COLUMN messaging.deliveries.state IS
    'sending: its handover has begun, or its worker died meanwhile. sent. failed: refused for good. doubtful: parked '
    'for an operator.';
COMMENT ON COLUMN messaging.deliveries.channel IS 'The channel that carries it.';
COMMENT ON COLUMN messaging.deliveries.workflow IS 'The workflow that sends it.';
COMMENT ON COLUMN messaging.deliveries.step IS 'The step that sends it.';
COMMENT ON COLUMN messaging.deliveries.email IS 'The e-mail.';
COMMENT ON COLUMN messaging.deliveries.dedup_key IS
    'Identifies one visit of an enrollment to a step, so that a visit never has two intents. For a send outside any '
    'workflow, it identifies the job.';
COMMENT ON COLUMN messaging.deliveries.message_id IS 'Its Message-ID (RFC 5322), the same in every handover.';
COMMENT ON COLUMN messaging.deliveries.reference IS 'The mail server''s answer.';
COMMENT ON COLUMN messaging.deliveries.doubt IS
    'Why it is uncertain that it was received exactly once; null when it is certain.';
CREATE INDEX deliveries_by_contact ON messaging.deliveries (contact_id, id);
CREATE INDEX deliveries_by_time ON messaging.deliveries (intent_at);  -- never changes, so an outcome touches no index
CREATE INDEX deliveries_in_doubt ON messaging.deliveries (id) WHERE doubt IS NOT NULL;

-- Partitioned by month. A message's frozen_at is the intent_at of its delivery, so a lookup with it opens one leaf.
CREATE TABLE messaging.messages (
    delivery_id bigint      NOT NULL,
    frozen_at   timestamptz NOT NULL,
    sender      text        NOT NULL,
    recipient   text        NOT NULL,
    content     bytea       NOT NULL,
    PRIMARY KEY (delivery_id, frozen_at)
) PARTITION BY RANGE (frozen_at);
COMMENT ON TABLE messaging.messages IS
    'The messages, stored byte for byte with the intent, so that a second handover is identical.';
COMMENT ON COLUMN messaging.messages.delivery_id IS 'The delivery.';
COMMENT ON COLUMN messaging.messages.frozen_at IS 'When it was written, by clock.now(): the intent_at of its delivery.';
COMMENT ON COLUMN messaging.messages.sender IS 'Envelope sender.';
COMMENT ON COLUMN messaging.messages.recipient IS 'Envelope recipient.';
COMMENT ON COLUMN messaging.messages.content IS 'The message (RFC 5322).';
ALTER TABLE messaging.messages ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE TABLE messaging.messages_past PARTITION OF messaging.messages
    FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00') WITH (toast_tuple_target = 8160);
COMMENT ON TABLE messaging.messages_past IS 'Leaf of messaging.messages for months before its first leaf.';
CREATE INDEX messages_past_by_time ON messaging.messages_past (frozen_at);
CREATE TABLE messaging.messages_far PARTITION OF messaging.messages
    FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE) WITH (toast_tuple_target = 8160);
COMMENT ON TABLE messaging.messages_far IS
    'Leaf of messaging.messages for months that have no leaf of their own yet; queue.roll_leaves() cuts leaves off it.';
-- Most messages fit into a page. With this target they stay there: one insert instead of four.
INSERT INTO queue.parents (parent, place, key, step, category, options) VALUES
    ('messages', 'messaging', 'frozen_at', 'month', 'messages', 'toast_tuple_target = 8160');
INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES
    ('messages', 'messages_past', '-infinity', '2026-01-01 00:00:00+00'),
    ('messages', 'messages_far',  '2026-01-01 00:00:00+00', 'infinity');

-- A target that contains values of its reader identifies the reader. It is stored for this reader alone, and deleted
-- with the reader.
CREATE TABLE messaging.links (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contact_id bigint,
    url        text NOT NULL,
    -- A hash, because it holds urls longer than the 2,700 bytes that a btree holds.
    EXCLUDE USING hash (url WITH =) WHERE (contact_id IS NULL)
);
COMMENT ON TABLE messaging.links IS
    'Targets of tracked links. A link''s target is looked up here and never taken from the request.';
COMMENT ON COLUMN messaging.links.id IS 'The number in the link''s token.';
COMMENT ON COLUMN messaging.links.contact_id IS
    'The reader whose values the target may contain; null when it contains none: all readers share it.';
COMMENT ON COLUMN messaging.links.url IS 'The target.';
CREATE INDEX links_by_contact ON messaging.links (contact_id) WHERE contact_id IS NOT NULL;

CREATE TABLE messaging.topics (
    name        text PRIMARY KEY,
    consent     text NOT NULL DEFAULT 'required' CHECK (consent IN ('required', 'assumed')),
    label       text NOT NULL,
    description text NOT NULL DEFAULT '',
    position    int  NOT NULL DEFAULT 0
);
COMMENT ON TABLE messaging.topics IS 'What marketing messages are about, as topics.yaml declares it.';
COMMENT ON COLUMN messaging.topics.name IS 'Its name in e-mails, and in consent.<name> of forms, files and traits.';
COMMENT ON COLUMN messaging.topics.consent IS
    'required: only contacts that agreed get it. assumed: every contact that has not said no.';
COMMENT ON COLUMN messaging.topics.label IS 'Its name on the preference page.';
COMMENT ON COLUMN messaging.topics.description IS 'Its description on the preference page.';
COMMENT ON COLUMN messaging.topics.position IS 'Its order on the preference page.';

CREATE TABLE messaging.consent_events (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contact_id bigint      NOT NULL,
    at         timestamptz NOT NULL,
    given      boolean     NOT NULL,
    channel    text        NOT NULL DEFAULT 'email',
    topic      text        NOT NULL,
    source     text        NOT NULL,
    basis      text,
    wording    text,
    said_by    text        NOT NULL DEFAULT session_user
);
COMMENT ON TABLE messaging.consent_events IS
    'What contacts agreed to and withdrew. Append-only. The latest row about a topic, or about all of them (*), '
    'applies.';
COMMENT ON COLUMN messaging.consent_events.id IS 'Order of writing.';
COMMENT ON COLUMN messaging.consent_events.contact_id IS 'The contact.';
COMMENT ON COLUMN messaging.consent_events.at IS 'When it agreed or withdrew, by clock.now().';
COMMENT ON COLUMN messaging.consent_events.given IS 'true: agreed. false: withdrew.';
COMMENT ON COLUMN messaging.consent_events.channel IS 'The channel it applies to.';
COMMENT ON COLUMN messaging.consent_events.topic IS 'The topic it applies to; *: all of them.';
COMMENT ON COLUMN messaging.consent_events.source IS
    'Where it came from: one-click, page, confirmation, form, import, api, merge, operator, or what the caller passed.';
COMMENT ON COLUMN messaging.consent_events.basis IS 'The legal basis, such as consent or contract (GDPR, article 6).';
COMMENT ON COLUMN messaging.consent_events.wording IS 'The text that the contact was shown when it agreed.';
COMMENT ON COLUMN messaging.consent_events.said_by IS 'The database user who wrote it.';
CREATE INDEX consent_events_by_contact ON messaging.consent_events (contact_id, channel, topic, id);

CREATE TABLE messaging.address_consent (
    channel      text        NOT NULL,
    address_hash bytea       NOT NULL,
    topic        text        NOT NULL,
    given        boolean     NOT NULL,
    word         bigint      NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (channel, address_hash, topic)
);
COMMENT ON TABLE messaging.address_consent IS
    'The latest consent of addresses that have ever said no, as keyed hashes. So a "no" outlives its contact.';
COMMENT ON COLUMN messaging.address_consent.channel IS 'The channel it applies to.';
COMMENT ON COLUMN messaging.address_consent.address_hash IS 'crm.address_hash() of the address.';
COMMENT ON COLUMN messaging.address_consent.topic IS 'The topic it applies to; *: all of them.';
COMMENT ON COLUMN messaging.address_consent.given IS 'false: it said no. true: it agreed again after a no.';
COMMENT ON COLUMN messaging.address_consent.word IS
    'The id of the consent event, which gives the order. The latest about a topic, or about all of them, applies.';
COMMENT ON COLUMN messaging.address_consent.at IS 'When it was said, by clock.now().';

CREATE TABLE messaging.suppressions (
    channel      text        NOT NULL,
    address_hash bytea       NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock.now(),
    reason       text        NOT NULL,
    PRIMARY KEY (channel, address_hash)
);
COMMENT ON TABLE messaging.suppressions IS
    'Addresses that nothing may be sent to, as keyed hashes. They outlive their contacts.';
COMMENT ON COLUMN messaging.suppressions.channel IS 'The channel it applies to.';
COMMENT ON COLUMN messaging.suppressions.address_hash IS 'crm.address_hash() of the address.';
COMMENT ON COLUMN messaging.suppressions.at IS 'Since when nothing is sent to it.';
COMMENT ON COLUMN messaging.suppressions.reason IS 'Why: unknown user, complaint, operator.';

CREATE TABLE messaging.breakers (
    channel     text        NOT NULL,
    destination text        NOT NULL,
    since       timestamptz NOT NULL,
    until       timestamptz NOT NULL,
    refusals    int         NOT NULL DEFAULT 1,
    probe       bigint,
    reason      text        NOT NULL,
    PRIMARY KEY (channel, destination)
);
COMMENT ON TABLE messaging.breakers IS
    'Circuit breakers that are open: the next system refused more than one message, so what goes there waits. A row is '
    'deleted when a message gets an answer again. Small: one row per destination that refuses now.';
COMMENT ON COLUMN messaging.breakers.channel IS 'The channel.';
COMMENT ON COLUMN messaging.breakers.destination IS
    'What waits: *, all that the channel carries; or the domain that the messages go to.';
COMMENT ON COLUMN messaging.breakers.since IS 'When it opened, by clock.now().';
COMMENT ON COLUMN messaging.breakers.until IS
    'When the gate lets one message through as a probe; while a probe is under way, when it lets the next one through.';
COMMENT ON COLUMN messaging.breakers.refusals IS 'How often in a row it was refused; the pause grows with it.';
COMMENT ON COLUMN messaging.breakers.probe IS 'The job that the gate let through to try; null when none is under way.';
COMMENT ON COLUMN messaging.breakers.reason IS 'The last refusal, without any address.';

-- Partitioned by month, as automation.history is.
CREATE TABLE messaging.verdicts (
    job_id        bigint      NOT NULL,
    contact_id    bigint      NOT NULL,
    enrollment_id bigint,
    at            timestamptz NOT NULL,
    until         timestamptz,
    verdict       text        NOT NULL,
    reason        text        NOT NULL,
    workflow      text,
    step          text,
    CONSTRAINT verdict_is_known CHECK (verdict IN ('later', 'skip', 'exit'))
) PARTITION BY RANGE (at);
COMMENT ON TABLE messaging.verdicts IS 'Why a due message was not sent immediately. Append-only.';
COMMENT ON COLUMN messaging.verdicts.job_id IS 'The job that was to send it.';
COMMENT ON COLUMN messaging.verdicts.contact_id IS 'The contact that would have received it.';
COMMENT ON COLUMN messaging.verdicts.enrollment_id IS 'The enrollment.';
COMMENT ON COLUMN messaging.verdicts.at IS 'When it was decided, by clock.now().';
COMMENT ON COLUMN messaging.verdicts.until IS 'For later: until when the job waits.';
COMMENT ON COLUMN messaging.verdicts.verdict IS
    'later: the send waits. skip: it is not sent, and the enrollment continues. exit: the enrollment ends.';
COMMENT ON COLUMN messaging.verdicts.reason IS 'Why it was not sent immediately.';
COMMENT ON COLUMN messaging.verdicts.workflow IS 'The workflow.';
COMMENT ON COLUMN messaging.verdicts.step IS 'The step.';
CREATE INDEX verdicts_by_contact ON messaging.verdicts (contact_id);
CREATE TABLE messaging.verdicts_past PARTITION OF messaging.verdicts
    FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
COMMENT ON TABLE messaging.verdicts_past IS 'Leaf of messaging.verdicts for months before its first leaf.';
CREATE INDEX verdicts_past_by_time ON messaging.verdicts_past (at);
CREATE TABLE messaging.verdicts_far PARTITION OF messaging.verdicts
    FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE);
COMMENT ON TABLE messaging.verdicts_far IS
    'Leaf of messaging.verdicts for months that have no leaf of their own yet; queue.roll_leaves() cuts leaves off it.';
INSERT INTO queue.parents (parent, place, key, step, category) VALUES
    ('verdicts', 'messaging', 'at', 'month', 'history');
INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES
    ('verdicts', 'verdicts_past', '-infinity', '2026-01-01 00:00:00+00'),
    ('verdicts', 'verdicts_far',  '2026-01-01 00:00:00+00', 'infinity');
