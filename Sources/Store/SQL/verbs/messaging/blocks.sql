-- Why an e-mail may not be sent to a contact at all; null when it may.
--
-- Always one row. It returns a set so that the planner inlines it into a join instead of calling it for each row.
-- OFFSET 0 makes the address be hashed only once.
CREATE OR REPLACE FUNCTION messaging.blocks(contact bigint, address text, kind text, topic text)
RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN address IS NULL THEN 'no e-mail address'
        WHEN EXISTS (
            SELECT FROM messaging.suppressions AS listed
            WHERE listed.channel = 'email' AND listed.address_hash = hashed.address)
            THEN 'the address is suppressed'
        WHEN kind = 'marketing' THEN CASE consent.state
            WHEN 'withdrawn' THEN 'the contact has unsubscribed'
            WHEN 'never asked' THEN 'the contact has not agreed to ' || topic
            END
        END
    FROM (SELECT crm.address_hash(address) OFFSET 0) AS hashed (address)
    CROSS JOIN LATERAL messaging.consent_state(contact, hashed.address, topic) AS consent (state);
$$;
COMMENT ON FUNCTION messaging.blocks(bigint, text, text, text) IS
    'Why an e-mail of this kind and topic may not go to a contact at an address: no address, suppressed, unsubscribed, '
    'never agreed; null when it may. Transactional e-mails need no consent.';
