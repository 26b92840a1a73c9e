-- Puts addresses on the suppression list: nothing is sent to them any longer. It first locks their contacts, as every
-- intent to send does. So once this is committed, no new intent can commit. Runs as its owner: a worker or operator may
-- add to the list, but not read or change it.
CREATE OR REPLACE FUNCTION messaging.suppress(addresses text[], reason text)
RETURNS bigint
LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
    SELECT FROM crm.contacts
    WHERE lower(email) IN (SELECT lower(address) FROM unnest(addresses) AS address) ORDER BY id FOR UPDATE;
    WITH added AS (
        INSERT INTO messaging.suppressions (channel, address_hash, at, reason)
        SELECT DISTINCT 'email', crm.address_hash(address), (SELECT clock.now()), suppress.reason
        FROM unnest(addresses) AS address
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT count(*) FROM added;
$$;
COMMENT ON FUNCTION messaging.suppress(text[], text) IS
    'Suppresses e-mail addresses, with a reason. Returns how many were not suppressed before.';
