-- Gives a merged contact's messages and consent to the survivor.
--
-- A "no" to a topic from either contact applies to the survivor. Where the other contact's later "yes" would override
-- it, the "no" is recorded again.
CREATE OR REPLACE FUNCTION messaging.unite_messages(survivor bigint, other bigint) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    refused CONSTANT text[] := ARRAY(
        SELECT DISTINCT word.topic FROM messaging.consent_events AS word
        WHERE word.contact_id IN (unite_messages.survivor, other)
          AND 'withdrawn' IN (messaging.last_word(unite_messages.survivor, word.topic),
                              messaging.last_word(other, word.topic))
        ORDER BY word.topic);
BEGIN
    UPDATE messaging.consent_events SET contact_id = unite_messages.survivor WHERE contact_id = other;
    UPDATE messaging.deliveries SET contact_id = unite_messages.survivor WHERE contact_id = other;
    UPDATE messaging.links SET contact_id = unite_messages.survivor WHERE contact_id = other;
    UPDATE messaging.verdicts SET contact_id = unite_messages.survivor WHERE contact_id = other;
    INSERT INTO messaging.consent_events (contact_id, at, given, topic, source)
    SELECT unite_messages.survivor, clock.now(), false, topic, 'merge' FROM unnest(refused) AS topic
    WHERE messaging.last_word(unite_messages.survivor, topic) IS DISTINCT FROM 'withdrawn';
END $$;
COMMENT ON FUNCTION messaging.unite_messages(bigint, bigint) IS
    'Gives the survivor of a merge the other''s deliveries, links, verdicts and consent. Where either has said no, the '
    '"no" applies. Part of crm.merge().';
