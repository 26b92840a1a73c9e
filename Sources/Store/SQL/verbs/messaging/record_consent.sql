-- Records what contacts agree to, and what they withdraw. All other verbs about consent call it.
--
-- It first locks the contacts, as every intent to send does. So once a withdrawal is committed, no new intent can
-- commit. A "no" is also stored for the address, as a keyed hash, and so is a later "yes" that takes it back.
CREATE OR REPLACE FUNCTION messaging.record_consent(words jsonb, source text)
RETURNS TABLE (contact_id bigint, topic text, given boolean)
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    moment CONSTANT timestamptz := clock.now();
    people CONSTANT bigint[] := ARRAY(
        SELECT DISTINCT crm.present((said -> 'contact')::bigint) AS person
        FROM jsonb_array_elements(words) AS said
        ORDER BY person);
    stranger bigint;
BEGIN
    PERFORM FROM crm.contacts WHERE id = ANY (people) ORDER BY id FOR UPDATE;
    SELECT person INTO stranger FROM unnest(people) AS person
    WHERE NOT EXISTS (SELECT FROM crm.contacts WHERE id = person)
      AND NOT EXISTS (SELECT FROM crm.former_contacts WHERE id = person);
    IF FOUND THEN
        RAISE EXCEPTION 'there is no contact %', stranger USING ERRCODE = '22023';
    END IF;
    PERFORM messaging.require_topics(words);

    RETURN QUERY
    WITH said AS (
        SELECT DISTINCT ON (person, word.topic)
               person, word.topic, word.given, word.basis, word.wording,
               contact.email AS address,
               coalesce(crm.address_hash(contact.email), former.address_hash) AS address_hash,
               contact.id IS NOT NULL AS is_here
        FROM ROWS FROM (jsonb_to_recordset(words) AS (
            contact bigint, topic text, given boolean, basis text, wording text)) WITH ORDINALITY AS word
        CROSS JOIN LATERAL crm.present(word.contact) AS person
        LEFT JOIN crm.contacts AS contact ON contact.id = person
        LEFT JOIN crm.former_contacts AS former ON former.id = person
        ORDER BY person, word.topic, word.ordinality DESC
    ), news AS (
        SELECT said.*, nextval(pg_get_serial_sequence('messaging.consent_events', 'id')) AS number
        FROM said
        WHERE CASE WHEN is_here THEN messaging.is_news(person, address, said.topic, given) ELSE NOT given END
    ), kept AS (
        INSERT INTO messaging.consent_events (id, contact_id, at, given, channel, topic, source, basis, wording)
        OVERRIDING SYSTEM VALUE
        SELECT number, person, moment, given, 'email', news.topic, record_consent.source, basis, wording
        FROM news WHERE is_here ORDER BY number
    ), remembered AS (
        INSERT INTO messaging.address_consent AS known (channel, address_hash, topic, given, word, at)
        SELECT 'email', address_hash, news.topic, given, number, moment
        FROM news
        WHERE address_hash IS NOT NULL
          AND (NOT given OR EXISTS (
              SELECT FROM messaging.address_consent AS earlier
              WHERE earlier.channel = 'email' AND earlier.address_hash = news.address_hash
                AND earlier.topic IN (news.topic, '*')))
        ORDER BY address_hash, news.topic
        ON CONFLICT (channel, address_hash, topic) DO UPDATE
            SET given = excluded.given, word = excluded.word, at = excluded.at
    ), changed AS (
        INSERT INTO crm.changes (contact_id, at, kind, names)
        SELECT person, moment, 'consent', array_agg(news.topic ORDER BY news.topic)
        FROM news
        WHERE is_here
        GROUP BY person
    )
    SELECT person, news.topic, news.given FROM news ORDER BY number;
END $$;
COMMENT ON FUNCTION messaging.record_consent(jsonb, text) IS
    'Records consent of contacts to e-mails, as [{contact, topic, given, basis, wording}]. topic * is all of them; the '
    'last word on each counts. Returns the words that were news. A merged contact is resolved to its survivor. For an '
    'erased one, a "no" is stored for its address.';

CREATE OR REPLACE FUNCTION messaging.require_topics(words jsonb) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    unknown text;
BEGIN
    SELECT said ->> 'topic' INTO unknown
    FROM jsonb_array_elements(words) AS said
    WHERE (said -> 'given')::boolean AND NOT messaging.is_topic(said ->> 'topic')
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'there is no topic "%"', unknown
            USING ERRCODE = '22023', HINT = 'topics.yaml declares them; SELECT name FROM messaging.topics lists them.';
    END IF;
END $$;
COMMENT ON FUNCTION messaging.require_topics(jsonb) IS
    'Refuses consent to a topic that does not exist, because no e-mail would ever ask for it. A "no" may name any '
    'topic.';

CREATE OR REPLACE FUNCTION messaging.is_topic(topic text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT topic = '*'
        OR EXISTS (SELECT FROM messaging.topics AS known WHERE known.name = is_topic.topic)
        OR EXISTS (SELECT FROM messaging.emails AS email WHERE email.current AND email.topic = is_topic.topic)
$$;
COMMENT ON FUNCTION messaging.is_topic(text) IS
    'Whether topics.yaml declares a topic, or a current e-mail is about it; * is all of them.';

CREATE OR REPLACE FUNCTION messaging.is_news(contact bigint, address text, topic text, given boolean) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT messaging.consent(contact, address, topic) <> CASE WHEN given THEN 'granted' ELSE 'withdrawn' END
        OR topic = '*' AND EXISTS (
            SELECT FROM messaging.consent_events AS later
            WHERE later.contact_id = is_news.contact AND later.channel = 'email' AND later.given <> is_news.given
              AND later.id > (
                  SELECT max(word.id) FROM messaging.consent_events AS word
                  WHERE word.contact_id = is_news.contact AND word.channel = 'email' AND word.topic = '*'))
$$;
COMMENT ON FUNCTION messaging.is_news(bigint, text, text, boolean) IS
    'Whether a contact''s word on a topic is news. About all topics (*) it is also news when a later word on one of '
    'them said otherwise.';
