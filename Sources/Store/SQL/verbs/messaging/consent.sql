-- A contact's consent to e-mails about a topic.
--
-- A "no" that is stored for the address comes first, because it outlives contacts. Then the contact's latest word about
-- the topic, or about all topics (*), applies. A contact that was never asked has agreed only if the topic assumes
-- consent.
CREATE OR REPLACE FUNCTION messaging.consent(contact bigint, address text, topic text) RETURNS text
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    RETURN (SELECT * FROM messaging.consent_state(contact, crm.address_hash(address), topic));
END $$;
COMMENT ON FUNCTION messaging.consent(bigint, text, text) IS
    'The state of a contact''s consent to e-mails about a topic at an address: granted, withdrawn, assumed (never '
    'asked, and the topic assumes consent) or never asked.';

-- Always one row. It returns a set so that the planner inlines it into a join instead of calling it for each row.
CREATE OR REPLACE FUNCTION messaging.consent_state(contact bigint, address_hash bytea, topic text) RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN NOT (
            SELECT word.given FROM messaging.address_consent AS word
            WHERE word.channel = 'email' AND word.address_hash = consent_state.address_hash
              AND word.topic IN (consent_state.topic, '*')
            ORDER BY word.word DESC LIMIT 1) THEN 'withdrawn'
        ELSE coalesce(
            messaging.last_word(consent_state.contact, consent_state.topic),
            (SELECT 'assumed' FROM messaging.topics AS known
             WHERE known.name = consent_state.topic AND known.consent = 'assumed'),
            'never asked')
    END;
$$;
COMMENT ON FUNCTION messaging.consent_state(bigint, bytea, text) IS
    'The same as messaging.consent(), by the hash of the address. Part of it and of messaging.blocks().';

CREATE OR REPLACE FUNCTION messaging.last_word(contact bigint, topic text) RETURNS text
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN (
        SELECT CASE WHEN word.given THEN 'granted' ELSE 'withdrawn' END
        FROM messaging.consent_events AS word
        WHERE word.contact_id = last_word.contact AND word.channel = 'email' AND word.topic IN (last_word.topic, '*')
        ORDER BY word.id DESC LIMIT 1);
END $$;
COMMENT ON FUNCTION messaging.last_word(bigint, text) IS
    'A contact''s latest word about e-mails on a topic, or on all of them: granted, withdrawn, or null.';
