-- Stores a batch of messages: the contacts they are about, their traits, and their events.
--
-- What cannot be stored of a message is left out and listed in crm.refused; the rest is stored.
--
-- A message is an object:
--   type          identify, track, page, screen, group, form, alias
--   message_id    stored once; a second message with it is a duplicate
--   user_id, anonymous_id, email        the contact it is about
--   previous_id   alias: the id that means user_id's contact from now on
--   traits        values of the contact, by names as senders write them (crm.typed); null clears
--   company       the contact's company: external_id, domain, name, employees, industry, country, or any property
--   event, properties                   what happened; no event when absent
--   occurred_at, sent_at                by the sender's clock; sent_at tells how far that clock is off
--   refused       [{field, why, value}]: what the caller itself refused
--
-- Locks, always in this order: message ids (sorted), buckets of identities (sorted), contacts (sorted).

CREATE OR REPLACE FUNCTION crm.ingest(messages jsonb, received timestamptz DEFAULT NULL)
RETURNS TABLE (ordinal int, contact_id bigint, answer text, refused int)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    moment CONSTANT timestamptz := coalesce(received, clock.now());
    fresh  CONSTANT int[]       := crm.take_message_ids(messages, moment);
    people             bigint[] := array_fill(NULL::bigint, ARRAY[jsonb_array_length(messages)]);
    companies          bigint[] := people;
    refusals           jsonb    := '[]';
    traits             jsonb;
    message            jsonb;
    place              int;
    kept               record;
BEGIN
    PERFORM crm.lock_identities(messages);

    -- One by one, because order decides: what message 3 links, message 4 finds. Only index look-ups happen here.
    FOREACH place IN ARRAY fresh LOOP
        message := messages -> (place - 1);
        people[place] := CASE message ->> 'type'
            WHEN 'alias' THEN crm.alias(message ->> 'previous_id', message ->> 'user_id')
            ELSE crm.contact_for(
                message ->> 'user_id', message ->> 'anonymous_id', crm.as_email(message ->> 'email'),
                moves_identities => message ->> 'type' IS DISTINCT FROM 'form')
        END;
        IF message ? 'company' AND people[place] IS NOT NULL THEN
            kept := crm.keep_company(message -> 'company');
            companies[place] := kept.company;
            refusals := refusals || crm.placed(kept.refusals, place);
        END IF;
    END LOOP;

    people := crm.hold(people);
    traits := crm.read_traits(messages, people);
    refusals := crm.not_kept(messages, people, fresh) || refusals || crm.refused_traits(traits);
    PERFORM crm.apply_traits(traits, people, companies);
    PERFORM crm.append_events(messages, people, moment);
    PERFORM crm.list_refusals(messages, people, refusals);

    RETURN QUERY
        SELECT told.place::int, told.person,
               CASE
                   WHEN told.place <> ALL (fresh) THEN 'duplicate'
                   WHEN told.person IS NULL THEN 'nobody'
                   ELSE 'stored'
               END,
               (SELECT count(*)::int FROM jsonb_array_elements(refusals) AS refusal (said)
                WHERE (said -> 'place')::int = told.place)
        FROM unnest(people) WITH ORDINALITY AS told (person, place)
        ORDER BY told.place;
END $$;
COMMENT ON FUNCTION crm.ingest(jsonb, timestamptz) IS
    'Stores an array of messages in their order. Returns for each its contact, "stored", "duplicate", or "nobody" when '
    'its ids identify no contact (crm.real_id), and how much of it was refused (crm.refused). Two calls about the same '
    'person wait for each other; on serialization_failure the caller repeats the call.';

-- A message may have merged the contact of an earlier one, and another session may have merged or erased any of them.
CREATE OR REPLACE FUNCTION crm.hold(people bigint[]) RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    present CONSTANT bigint[] := ARRAY(
        SELECT crm.present(person) FROM unnest(people) WITH ORDINALITY AS told (person, place) ORDER BY place);
    held bigint;
BEGIN
    SELECT count(*) INTO held
    FROM (SELECT FROM crm.contacts WHERE id = ANY (present) ORDER BY id FOR NO KEY UPDATE) AS locked;
    IF held < (SELECT count(DISTINCT person) FROM unnest(present) AS person) THEN
        RAISE EXCEPTION 'another writer has just merged or erased a contact' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN present;
END $$;
COMMENT ON FUNCTION crm.hold(bigint[]) IS
    'Locks contacts in the order of their numbers, and returns the contact that each number means now, in the given '
    'order. Fails with serialization_failure when one no longer exists.';

CREATE OR REPLACE FUNCTION crm.take_message_ids(messages jsonb, received timestamptz) RETURNS int[]
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    places int[];
BEGIN
    WITH given AS (
        SELECT min(place) AS place, crm.message_key(message ->> 'message_id') AS message_id
        FROM jsonb_array_elements(messages) WITH ORDINALITY AS told (message, place)
        WHERE message ->> 'message_id' IS NOT NULL
        GROUP BY crm.message_key(message ->> 'message_id')
    ), taken AS (
        INSERT INTO crm.message_ids (message_id, received_at)
        SELECT message_id, received FROM given ORDER BY message_id
        ON CONFLICT DO NOTHING
        RETURNING message_id
    ), fresh AS (
        SELECT place FROM given JOIN taken USING (message_id)
        UNION ALL
        SELECT place
        FROM jsonb_array_elements(messages) WITH ORDINALITY AS told (message, place)
        WHERE message ->> 'message_id' IS NULL
    )
    SELECT array_agg(place::int ORDER BY place) INTO places FROM fresh;
    RETURN coalesce(places, '{}');
END $$;
COMMENT ON FUNCTION crm.take_message_ids(jsonb, timestamptz) IS
    'Stores the message ids of a batch, and returns the places (from 1) of the messages that are new.';

-- Some senders build ids from what identifies a person. An erasure cannot search all ids, so every id but a UUID is
-- stored as its hash.
CREATE OR REPLACE FUNCTION crm.message_key(message_id text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN message_id ~ '^[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}$' THEN message_id
    ELSE encode(sha256(convert_to(message_id, 'UTF8')), 'hex') END;
COMMENT ON FUNCTION crm.message_key(text) IS
    'The form in which a message id is stored: itself if it is a UUID, else its SHA-256.';

-- 256 buckets bound the number of locks of the largest batch. A collision only makes a call wait.
CREATE OR REPLACE FUNCTION crm.lock_identities(messages jsonb) RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('crm.ingest'), bucket)
    FROM (
        SELECT DISTINCT hashtext(lower(identity)) & 255 AS bucket
        FROM jsonb_array_elements(messages) AS told (message)
        CROSS JOIN LATERAL (VALUES
            (message ->> 'user_id'), (message ->> 'anonymous_id'), (message ->> 'previous_id'), (message ->> 'email'),
            (message #>> '{company,external_id}'), (message #>> '{company,domain}'), (message #>> '{company,name}')
        ) AS named (identity)
        WHERE identity IS NOT NULL
        ORDER BY bucket
    ) AS sorted;
END $$;
COMMENT ON FUNCTION crm.lock_identities(jsonb) IS
    'Makes calls about the same people or companies wait for each other, until the transaction ends.';

CREATE OR REPLACE FUNCTION crm.apply_traits(traits jsonb, people bigint[], companies bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH last_words AS (
        -- Of each trait the last value counts; of the stages that forms give, the furthest.
        SELECT DISTINCT ON (person, name) person, name, value
        FROM jsonb_to_recordset(traits)
             AS told (person bigint, key text, name text, value jsonb, problem text, is_form boolean, place int)
        WHERE problem IS NULL
        ORDER BY person, name,
                 CASE WHEN name = 'lifecycle_stage' AND is_form THEN (value #>> '{}')::crm.lifecycle_stage END
                     DESC NULLS LAST,
                 place DESC, key = name DESC, key
    ), wishes AS (
        SELECT person, jsonb_object_agg(name, coalesce(value, 'null')) AS traits FROM last_words GROUP BY person
    ), employers AS (
        SELECT DISTINCT ON (person) person, company
        FROM unnest(people, companies) WITH ORDINALITY AS told (person, company, place)
        WHERE person IS NOT NULL AND company IS NOT NULL
        ORDER BY person, place DESC
    ), wanted AS MATERIALIZED (
        SELECT contact AS present, crm.with_traits(contact, coalesce(wishes.traits, '{}'), company) AS future
        FROM wishes
        FULL JOIN employers USING (person)
        JOIN crm.contacts AS contact ON contact.id = person
    )
    UPDATE crm.contacts AS contact
    SET (company_id, lifecycle_stage, score, first_name, last_name, phone, country, region, city, language, time_zone,
         lead_status, original_source, properties)
      = ((future).company_id, (future).lifecycle_stage, (future).score, (future).first_name, (future).last_name,
         (future).phone, (future).country, (future).region, (future).city, (future).language, (future).time_zone,
         (future).lead_status, (future).original_source, (future).properties)
    FROM wanted
    WHERE contact.id = (future).id
      AND present IS DISTINCT FROM future;
END $$;
COMMENT ON FUNCTION crm.apply_traits(jsonb, bigint[], bigint[]) IS
    'Gives each contact the traits (crm.read_traits) and the company from its messages. Writes no row that stays the '
    'same.';

CREATE OR REPLACE FUNCTION crm.append_events(messages jsonb, people bigint[], received timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO crm.events (contact_id, occurred_at, received_at, name, properties)
    SELECT person, crm.moment_of(message, received), received, message ->> 'event',
           coalesce(message -> 'properties', '{}')
    FROM unnest(people) WITH ORDINALITY AS subject (person, place)
    CROSS JOIN LATERAL (SELECT messages -> (place::int - 1)) AS told (message)
    WHERE person IS NOT NULL
      AND message ->> 'event' IS NOT NULL
    ORDER BY place;
END $$;
COMMENT ON FUNCTION crm.append_events(jsonb, bigint[], timestamptz) IS 'Stores the events of a batch in its order.';

CREATE OR REPLACE FUNCTION crm.moment_of(message jsonb, received timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT least(received, coalesce(
        clock.moment_said(message ->> 'occurred_at')
            + coalesce(received - clock.moment_said(message ->> 'sent_at'), '0'),
        received))
$$;
COMMENT ON FUNCTION crm.moment_of(jsonb, timestamptz) IS
    'When a message''s event happened by our clock: the sender''s time, corrected by how far the sender''s clock was '
    'off when it sent. Never later than received, and received when the message has no readable time.';
