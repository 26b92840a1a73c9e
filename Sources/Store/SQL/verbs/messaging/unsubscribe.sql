-- A contact wants no more messages.
--
-- The contact's row is locked first, as every intent to send locks it: once this is committed, no new intent can be.

CREATE OR REPLACE FUNCTION messaging.unsubscribe(contact bigint, topic text DEFAULT NULL, source text DEFAULT 'one-click')
RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM crm.contacts AS person WHERE person.id = unsubscribe.contact FOR UPDATE;
    IF NOT FOUND OR messaging.has_withdrawn(unsubscribe.contact, coalesce(unsubscribe.topic, '*')) THEN
        RETURN false;
    END IF;

    INSERT INTO messaging.consent_events (contact_id, at, given, channel, topic, source)
    VALUES (unsubscribe.contact, clock.now(), false, 'email', coalesce(unsubscribe.topic, '*'), unsubscribe.source);
    RETURN true;
END $$;
COMMENT ON FUNCTION messaging.unsubscribe(bigint, text, text) IS
    'Withdraws a contact''s consent to e-mails about a topic (null: about any). False when it was withdrawn before, or the contact is gone.';

CREATE OR REPLACE FUNCTION messaging.has_withdrawn(contact bigint, topic text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT NOT consent.given
        FROM messaging.consent_events AS consent
        WHERE consent.contact_id = has_withdrawn.contact
          AND consent.channel = 'email'
          AND consent.topic = has_withdrawn.topic
        ORDER BY consent.id DESC
        LIMIT 1), false)
$$;
COMMENT ON FUNCTION messaging.has_withdrawn(bigint, text) IS
    'Whether the contact''s last word on e-mails about exactly this topic was no.';
