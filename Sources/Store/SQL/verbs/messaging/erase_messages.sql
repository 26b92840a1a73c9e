-- Removes what the ledger knows of erased contacts. Only numbers without a person remain, and each "no" as a keyed hash
-- of the address.
CREATE OR REPLACE FUNCTION messaging.erase_messages(people bigint[]) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    pattern text;
BEGIN
    INSERT INTO messaging.address_consent AS known (channel, address_hash, topic, given, word, at)
    SELECT DISTINCT ON (former.address_hash, word.topic)
           'email', former.address_hash, word.topic, false, word.id, word.at
    FROM messaging.consent_events AS word
    JOIN crm.former_contacts AS former ON former.id = word.contact_id AND former.address_hash IS NOT NULL
    WHERE word.contact_id = ANY (people) AND messaging.last_word(word.contact_id, word.topic) = 'withdrawn'
    ORDER BY former.address_hash, word.topic, word.id DESC
    ON CONFLICT (channel, address_hash, topic) DO UPDATE
        SET given = false, word = excluded.word, at = excluded.at WHERE known.word < excluded.word;

    DELETE FROM messaging.consent_events WHERE contact_id = ANY (people);
    DELETE FROM messaging.verdicts WHERE contact_id = ANY (people);
    DELETE FROM messaging.messages
    WHERE delivery_id = ANY (ARRAY(SELECT id FROM messaging.deliveries WHERE contact_id = ANY (people)));
    UPDATE messaging.deliveries SET reference = NULL WHERE contact_id = ANY (people);
    DELETE FROM messaging.links WHERE contact_id = ANY (people);
    FOR pattern IN SELECT crm.erased_words(with_names => true) LOOP
        UPDATE messaging.deliveries SET doubt = regexp_replace(doubt, pattern, queue.erased(), 'gi')
        WHERE contact_id = ANY (people) AND doubt ~* pattern;
    END LOOP;
    FOR pattern IN SELECT crm.erased_words() LOOP
        UPDATE messaging.suppressions SET reason = regexp_replace(reason, pattern, queue.erased(), 'gi')
        WHERE reason ~* pattern;
    END LOOP;
END $$;
COMMENT ON FUNCTION messaging.erase_messages(bigint[]) IS
    'Deletes the frozen messages, verdicts and consent of erased contacts, the links that contain their values, and '
    'the answers of mail servers. Keeps each "no" by its address. Part of crm.erase().';
