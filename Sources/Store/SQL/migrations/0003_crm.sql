-- Contacts, companies, lists and events, and the record of every change to them by any writer.

CREATE SCHEMA crm;
COMMENT ON SCHEMA crm IS
    'Contacts, companies, lists and events, and crm.changes: the changes the coordinator has yet to react to.';

CREATE TYPE crm.lifecycle_stage AS ENUM
    ('subscriber', 'lead', 'mql', 'sql', 'opportunity', 'customer', 'evangelist', 'other');
COMMENT ON TYPE crm.lifecycle_stage IS 'The stages of a contact in their order: comparisons with < and >= follow it.';

CREATE TABLE crm.owners (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name  text NOT NULL,
    email text NOT NULL UNIQUE
);
COMMENT ON TABLE crm.owners IS 'The people of the sales team who look after contacts.';
COMMENT ON COLUMN crm.owners.id IS 'Number of the owner.';
COMMENT ON COLUMN crm.owners.name IS 'The name that messages show.';
COMMENT ON COLUMN crm.owners.email IS 'The address that notifications go to.';

CREATE TABLE crm.companies (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at  timestamptz NOT NULL DEFAULT clock.now(),
    employees   int,
    name        text,
    domain      text,
    industry    text,
    country     text,
    external_id text        UNIQUE,
    properties  jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT company_properties_are_an_object CHECK (jsonb_typeof(properties) = 'object')
);
COMMENT ON TABLE crm.companies IS 'The companies that contacts work for.';
COMMENT ON COLUMN crm.companies.id IS 'Number of the company.';
COMMENT ON COLUMN crm.companies.created_at IS 'When it became known.';
COMMENT ON COLUMN crm.companies.employees IS 'How many people work there.';
COMMENT ON COLUMN crm.companies.name IS 'Its name.';
COMMENT ON COLUMN crm.companies.domain IS 'Its web domain, lower case.';
COMMENT ON COLUMN crm.companies.industry IS 'What it does.';
COMMENT ON COLUMN crm.companies.country IS 'ISO 3166 alpha-2 code.';
COMMENT ON COLUMN crm.companies.external_id IS 'The id that another system uses for it (the groupId of a group call).';
COMMENT ON COLUMN crm.companies.properties IS 'Further properties, by name.';
CREATE UNIQUE INDEX companies_by_domain ON crm.companies (domain);
CREATE INDEX companies_by_name ON crm.companies (lower(name));

CREATE TABLE crm.contacts (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at      timestamptz NOT NULL DEFAULT clock.now(),
    updated_at      timestamptz NOT NULL DEFAULT clock.now(),
    company_id      bigint REFERENCES crm.companies,
    owner_id        bigint REFERENCES crm.owners,
    lifecycle_stage crm.lifecycle_stage,
    score           int NOT NULL DEFAULT 0,
    email           text,
    first_name      text,
    last_name       text,
    phone           text,
    country         text,
    region          text,
    city            text,
    language        text,
    time_zone       text,
    lead_status     text,
    original_source text,
    properties      jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT contact_properties_are_an_object CHECK (jsonb_typeof(properties) = 'object'),
    CONSTRAINT an_email_has_one_at_sign CHECK (email ~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$')
) WITH (fillfactor = 80);  -- leaves room for the row's next version on its page, so that no index is touched
COMMENT ON TABLE crm.contacts IS 'The people the company knows. Any writer may change a row; crm.changes records it.';
COMMENT ON COLUMN crm.contacts.id IS 'Number of the contact.';
COMMENT ON COLUMN crm.contacts.created_at IS 'When the contact became known.';
COMMENT ON COLUMN crm.contacts.updated_at IS 'When the row last changed.';
COMMENT ON COLUMN crm.contacts.company_id IS 'The company the contact works for.';
COMMENT ON COLUMN crm.contacts.owner_id IS 'The member of the team who looks after the contact.';
COMMENT ON COLUMN crm.contacts.lifecycle_stage IS
    'How far the contact has come. Imports, forms and workflows only move it forward.';
COMMENT ON COLUMN crm.contacts.score IS 'Points for behavior.';
COMMENT ON COLUMN crm.contacts.email IS 'E-mail address, unique without regard to case.';
COMMENT ON COLUMN crm.contacts.first_name IS 'Given name.';
COMMENT ON COLUMN crm.contacts.last_name IS 'Family name.';
COMMENT ON COLUMN crm.contacts.phone IS 'E.164 number.';
COMMENT ON COLUMN crm.contacts.country IS 'ISO 3166 alpha-2 code.';
COMMENT ON COLUMN crm.contacts.region IS 'Region or state.';
COMMENT ON COLUMN crm.contacts.city IS 'City.';
COMMENT ON COLUMN crm.contacts.language IS 'BCP 47 tag.';
COMMENT ON COLUMN crm.contacts.time_zone IS 'IANA name; null when unknown.';
COMMENT ON COLUMN crm.contacts.lead_status IS 'How far sales has come with the contact.';
COMMENT ON COLUMN crm.contacts.original_source IS 'What first brought the contact: organic search, social, …';
COMMENT ON COLUMN crm.contacts.properties IS 'Further properties, by the names declared in crm.properties.';
CREATE UNIQUE INDEX contacts_by_email ON crm.contacts (lower(email));
CREATE INDEX contacts_by_company ON crm.contacts (company_id);

CREATE TABLE crm.properties (
    object  text NOT NULL CHECK (object IN ('contact', 'company')),
    name    text NOT NULL,
    type    text NOT NULL CHECK (type IN ('text', 'number', 'boolean', 'date', 'instant', 'choice', 'texts')),
    label   text NOT NULL DEFAULT '',
    options text[],
    called  text[]  NOT NULL DEFAULT '{}',
    PRIMARY KEY (object, name)
);
COMMENT ON TABLE crm.properties IS 'The properties a workspace has declared beyond the standard columns.';
COMMENT ON COLUMN crm.properties.object IS 'Whether contacts or companies have it.';
COMMENT ON COLUMN crm.properties.name IS 'Its key in the properties column.';
COMMENT ON COLUMN crm.properties.type IS
    'text, number, boolean, date, instant (ISO 8601), choice (one of options) or texts (a list).';
COMMENT ON COLUMN crm.properties.label IS 'The name that people use.';
COMMENT ON COLUMN crm.properties.options IS 'The values it may have; null: any.';
COMMENT ON COLUMN crm.properties.called IS
    'Other names that senders use for it, such as planType. Case, blanks, "-" and "_" do not matter.';

CREATE TABLE crm.identities (
    kind       text   NOT NULL CHECK (kind IN ('user', 'anonymous', 'email')),
    value      text   NOT NULL,
    contact_id bigint NOT NULL REFERENCES crm.contacts ON DELETE CASCADE,
    PRIMARY KEY (kind, value)
);
COMMENT ON TABLE crm.identities IS 'Further identifiers of a contact, besides its current e-mail address.';
COMMENT ON COLUMN crm.identities.kind IS
    'user: an account. anonymous: a browser or device. email: a second address, in lower case, that a merged contact '
    'had.';
COMMENT ON COLUMN crm.identities.value IS 'The identifier as it was sent.';
COMMENT ON COLUMN crm.identities.contact_id IS 'The contact it identifies.';
CREATE INDEX identities_by_contact ON crm.identities (contact_id);

-- The keys of crm.address_hash(): only a session of this database can test whether an address is known.
CREATE TABLE crm.address_keys (
    id        int   PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    inner_key bytea NOT NULL DEFAULT sha256(convert_to(
        concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8')),
    outer_key bytea NOT NULL DEFAULT sha256(convert_to(
        concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8'))
);
COMMENT ON TABLE crm.address_keys IS
    'The two random keys of crm.address_hash(), made with the schema. A restored database has the same keys, so every '
    '"no" still applies.';
COMMENT ON COLUMN crm.address_keys.id IS 'Always 1: there is one pair.';
COMMENT ON COLUMN crm.address_keys.inner_key IS 'Key of the inner SHA-256.';
COMMENT ON COLUMN crm.address_keys.outer_key IS 'Key of the outer SHA-256.';
INSERT INTO crm.address_keys DEFAULT VALUES;

CREATE TABLE crm.former_contacts (
    id           bigint      PRIMARY KEY,
    survivor     bigint,
    at           timestamptz NOT NULL DEFAULT clock.now(),
    address_hash bytea,
    gone_by      text        NOT NULL DEFAULT session_user
);
COMMENT ON TABLE crm.former_contacts IS
    'Contacts that were merged into a survivor, or erased. Triggers of automation and messaging react to each new row.';
COMMENT ON COLUMN crm.former_contacts.id IS 'The number the contact had. Links in its messages still carry it.';
COMMENT ON COLUMN crm.former_contacts.survivor IS 'The contact it was merged into; null when it was erased.';
COMMENT ON COLUMN crm.former_contacts.at IS 'When it was merged or erased, by clock.now().';
COMMENT ON COLUMN crm.former_contacts.address_hash IS
    'crm.address_hash() of its e-mail address, so that a later "no" still applies to the address.';
COMMENT ON COLUMN crm.former_contacts.gone_by IS 'The database user who merged or erased it.';
CREATE INDEX former_contacts_by_survivor ON crm.former_contacts (survivor);

-- Unlogged: its rows live for one transaction, and no backup or standby should have them.
CREATE UNLOGGED TABLE crm.erasing (
    contact_id bigint  NOT NULL,
    word       text    NOT NULL,
    is_telling boolean NOT NULL
);
COMMENT ON TABLE crm.erasing IS
    'The words that identify contacts, while the transaction that erases them searches for these words. Empty at its '
    'end.';
COMMENT ON COLUMN crm.erasing.contact_id IS 'The number the contact had.';
COMMENT ON COLUMN crm.erasing.word IS
    'An address, a name, an account or a telephone number that the contact has or had.';
COMMENT ON COLUMN crm.erasing.is_telling IS
    'Whether the word identifies the person in any text. A first name does so only in texts about the person.';

CREATE TABLE crm.lists (
    name        text        PRIMARY KEY,
    description text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT clock.now()
);
COMMENT ON TABLE crm.lists IS 'Static lists.';
COMMENT ON COLUMN crm.lists.name IS 'Its name in workflows and filters.';
COMMENT ON COLUMN crm.lists.description IS 'Its purpose.';
COMMENT ON COLUMN crm.lists.created_at IS 'When it was created.';

CREATE TABLE crm.list_members (
    list       text        NOT NULL REFERENCES crm.lists,
    contact_id bigint      NOT NULL REFERENCES crm.contacts ON DELETE CASCADE,
    joined_at  timestamptz NOT NULL DEFAULT clock.now(),
    PRIMARY KEY (list, contact_id)
);
COMMENT ON TABLE crm.list_members IS 'Which contacts are on which static list.';
COMMENT ON COLUMN crm.list_members.list IS 'The list.';
COMMENT ON COLUMN crm.list_members.contact_id IS 'The contact.';
COMMENT ON COLUMN crm.list_members.joined_at IS 'When the contact joined it.';
CREATE INDEX list_members_by_contact ON crm.list_members (contact_id);

-- What contacts did. Partitioned by month; a row whose month has no leaf of its own goes to the far or past leaf.
CREATE TABLE crm.events (
    id          bigint      GENERATED ALWAYS AS IDENTITY,
    contact_id  bigint      NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    name        text        NOT NULL CHECK (name <> ''),
    properties  jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT event_properties_are_an_object CHECK (jsonb_typeof(properties) = 'object')
) PARTITION BY RANGE (occurred_at);
COMMENT ON TABLE crm.events IS 'What contacts did: forms, pages, clicks, purchases. Append-only.';
COMMENT ON COLUMN crm.events.id IS 'Number of the event.';
COMMENT ON COLUMN crm.events.contact_id IS 'The contact that did it.';
COMMENT ON COLUMN crm.events.occurred_at IS 'When it happened, as the sender said.';
COMMENT ON COLUMN crm.events.received_at IS 'When it arrived, by clock.now().';
COMMENT ON COLUMN crm.events.name IS 'What happened, such as form_submitted.';
COMMENT ON COLUMN crm.events.properties IS 'Its own data, such as {"form": "ebook"}.';
CREATE INDEX events_by_contact ON crm.events (contact_id, name, occurred_at);
CREATE TABLE crm.events_past PARTITION OF crm.events FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
COMMENT ON TABLE crm.events_past IS 'Leaf of crm.events for months before its first leaf.';
CREATE INDEX events_past_by_time ON crm.events_past (occurred_at);
CREATE TABLE crm.events_far PARTITION OF crm.events FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE);
COMMENT ON TABLE crm.events_far IS
    'Leaf of crm.events for months that have no leaf of their own yet; queue.roll_leaves() cuts leaves off it.';
INSERT INTO queue.parents (parent, place, key, step, category) VALUES
    ('events', 'crm', 'occurred_at', 'month', 'events');
INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES
    ('events', 'events_past', '-infinity', '2026-01-01 00:00:00+00'),
    ('events', 'events_far',  '2026-01-01 00:00:00+00', 'infinity');

CREATE TABLE crm.message_ids (
    message_id  text        PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT clock.now()
);
COMMENT ON TABLE crm.message_ids IS 'Messages received lately: a second message with the same id changes nothing.';
COMMENT ON COLUMN crm.message_ids.message_id IS
    'The sender''s messageId, as crm.message_key() stores it: its SHA-256 unless it is a UUID.';
COMMENT ON COLUMN crm.message_ids.received_at IS 'When the message was first received.';
CREATE INDEX message_ids_by_time ON crm.message_ids (received_at);

CREATE TABLE crm.stage_history (
    contact_id bigint              NOT NULL,
    stage      crm.lifecycle_stage NOT NULL,
    entered_at timestamptz         NOT NULL,
    left_at    timestamptz
);
COMMENT ON TABLE crm.stage_history IS 'When each contact entered and left each lifecycle stage.';
COMMENT ON COLUMN crm.stage_history.contact_id IS 'The contact.';
COMMENT ON COLUMN crm.stage_history.stage IS 'The stage.';
COMMENT ON COLUMN crm.stage_history.entered_at IS 'When the contact entered it.';
COMMENT ON COLUMN crm.stage_history.left_at IS 'When the contact left it; null while it lasts.';
CREATE INDEX stage_history_by_contact ON crm.stage_history (contact_id, left_at);
CREATE INDEX stage_history_by_end ON crm.stage_history (left_at);

CREATE TABLE crm.refused (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT clock.now(),
    contact_id bigint,
    door       text        NOT NULL,
    message    text,
    field      text        NOT NULL,
    why        text        NOT NULL,
    value      text
);
COMMENT ON TABLE crm.refused IS
    'Values that were received and not stored, while the rest of their message was. Append-only.';
COMMENT ON COLUMN crm.refused.id IS 'Order of writing.';
COMMENT ON COLUMN crm.refused.at IS 'When it was refused, by clock.now().';
COMMENT ON COLUMN crm.refused.contact_id IS 'The contact it was about; null when no contact was named.';
COMMENT ON COLUMN crm.refused.door IS 'Where it came in: api, form, import, workflow (set:).';
COMMENT ON COLUMN crm.refused.message IS 'The message: the sender''s message id, or the line of a file.';
COMMENT ON COLUMN crm.refused.field IS
    'The field, as its sender or its column names it; "message" or "row" for all of it.';
COMMENT ON COLUMN crm.refused.why IS 'Why it was not stored.';
COMMENT ON COLUMN crm.refused.value IS 'The value, cut off after 80 characters.';
CREATE INDEX refused_by_contact ON crm.refused (contact_id);
CREATE INDEX refused_by_time ON crm.refused USING brin (at);

-- Values that change and what workflows do cause each other. One sequence numbers both, so that their order of writing
-- is known, whichever clock their moments come from.
CREATE SEQUENCE crm.line_id;

-- The old and new value of every change of a contact. Partitioned by month, as automation.history is.
CREATE TABLE crm.value_changes (
    id         bigint      NOT NULL DEFAULT nextval('crm.line_id'),
    contact_id bigint      NOT NULL,
    at         timestamptz NOT NULL,
    name       text        NOT NULL,
    before     jsonb,
    after      jsonb,
    changed_by text        NOT NULL DEFAULT session_user
) PARTITION BY RANGE (at);
COMMENT ON TABLE crm.value_changes IS 'Every change of a value of a contact, by any writer. Append-only.';
COMMENT ON COLUMN crm.value_changes.id IS 'Order of writing, among these rows and those of automation.history.';
COMMENT ON COLUMN crm.value_changes.contact_id IS 'The contact.';
COMMENT ON COLUMN crm.value_changes.at IS 'When it changed, by clock.now().';
COMMENT ON COLUMN crm.value_changes.name IS 'The column or property, as filters name it.';
COMMENT ON COLUMN crm.value_changes.before IS 'The old value; null when there was none.';
COMMENT ON COLUMN crm.value_changes.after IS 'The new value; null when there is none.';
COMMENT ON COLUMN crm.value_changes.changed_by IS 'The database user who changed it.';
CREATE INDEX value_changes_by_contact ON crm.value_changes (contact_id, id);
CREATE TABLE crm.value_changes_past PARTITION OF crm.value_changes
    FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
COMMENT ON TABLE crm.value_changes_past IS 'Leaf of crm.value_changes for months before its first leaf.';
CREATE TABLE crm.value_changes_far PARTITION OF crm.value_changes
    FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE);
COMMENT ON TABLE crm.value_changes_far IS
    'Leaf of crm.value_changes for months that have no leaf of their own yet; queue.roll_leaves() cuts leaves off it.';
INSERT INTO queue.parents (parent, place, key, step, category) VALUES
    ('value_changes', 'crm', 'at', 'month', 'history');
INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES
    ('value_changes', 'value_changes_past', '-infinity', '2026-01-01 00:00:00+00'),
    ('value_changes', 'value_changes_far',  '2026-01-01 00:00:00+00', 'infinity');

-- Changes that wait for a reaction. The transaction that records the reaction deletes the change.
--
-- When a reaction fails, only that workflow owes it. So one failure holds up neither other changes nor other workflows.
CREATE TABLE crm.changes (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contact_id  bigint      NOT NULL,
    event_id    bigint,
    merged_from bigint      DEFAULT nullif(current_setting('relance.merging', true), '')::bigint,
    at          timestamptz NOT NULL,
    kind        text        NOT NULL,
    names       text[]      NOT NULL,
    data        jsonb,
    workflow    text,
    CONSTRAINT kind_is_known CHECK (
        kind IN ('created', 'updated', 'list_joined', 'list_left', 'event', 'company', 'asked', 'walk', 'time',
                 'merged', 'consent')
    )
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
COMMENT ON TABLE crm.changes IS
    'Changes that the coordinator has yet to react to. Triggers write them, whichever session makes the change.';
COMMENT ON COLUMN crm.changes.id IS 'Order in which changes were written.';
COMMENT ON COLUMN crm.changes.contact_id IS 'The contact it is about.';
COMMENT ON COLUMN crm.changes.event_id IS 'For an event: its number.';
COMMENT ON COLUMN crm.changes.merged_from IS
    'The contact whose merge wrote this change; null for any other change. crm.merge() sets relance.merging for its '
    'transaction.';
COMMENT ON COLUMN crm.changes.at IS 'When it happened, by clock.now().';
COMMENT ON COLUMN crm.changes.kind IS
    'created, updated: the contact. list_joined, list_left. event. company: the contact''s company changed. asked: an '
    'enrollment or its end was asked for. walk: an enrollment began or ended. time: a moment came at which a filter''s '
    'answer may change. merged: another contact was merged into this one. consent: what may be sent to the contact '
    'changed.';
COMMENT ON COLUMN crm.changes.names IS
    'What changed: columns and properties, the list, the event''s name, or the workflow.';
COMMENT ON COLUMN crm.changes.data IS
    'The event''s own data; the values of a contact that changed, as {name: [before, after]}; or who asked, and why.';
COMMENT ON COLUMN crm.changes.workflow IS 'The one workflow that must react; null: all of them.';

CREATE TABLE crm.failed_changes (
    LIKE crm.changes INCLUDING COMMENTS,
    failed_at timestamptz NOT NULL,
    error     text        NOT NULL
);
COMMENT ON TABLE crm.failed_changes IS
    'Reactions that failed in the database, one row per change and workflow, with the error. Put aside here they hold '
    'up nothing else. crm.react_again() tries them again.';
COMMENT ON COLUMN crm.failed_changes.workflow IS 'The one workflow that has yet to react; null: all of them.';
COMMENT ON COLUMN crm.failed_changes.failed_at IS 'When it was put aside, by clock.now().';
COMMENT ON COLUMN crm.failed_changes.error IS 'The database''s error.';
CREATE INDEX failed_changes_of_workflow ON crm.failed_changes (workflow, id);
