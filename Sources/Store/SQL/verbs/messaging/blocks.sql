-- Why an e-mail may not be sent to a contact at all, or null when it may.
--
-- Always one row: a set, so that the planner takes it apart where it is joined, instead of calling it for each row.
CREATE OR REPLACE FUNCTION messaging.blocks(contact bigint, address text, kind text, topic text)
RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN address IS NULL THEN 'no e-mail address'
        WHEN EXISTS (SELECT FROM messaging.suppressions AS listed WHERE listed.channel = 'email' AND listed.address = lower(blocks.address))
            THEN 'the address is suppressed'
        -- Most contacts never said no to anything; only the others are asked about this topic.
        WHEN kind = 'marketing'
            AND EXISTS (SELECT FROM messaging.consent_events AS word WHERE word.contact_id = blocks.contact AND NOT word.given)
            AND (messaging.has_withdrawn(contact, topic) OR messaging.has_withdrawn(contact, '*'))
            THEN 'the contact has unsubscribed'
        END;
$$;
COMMENT ON FUNCTION messaging.blocks(bigint, text, text, text) IS 'Why an e-mail of this kind and topic may not go to a contact: no address, suppressed, unsubscribed; null when it may. Transactional e-mails need no consent.';
