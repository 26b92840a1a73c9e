-- Puts addresses on the suppression list: nothing is sent to them any more.
CREATE OR REPLACE FUNCTION messaging.suppress(addresses text[], reason text)
RETURNS bigint
LANGUAGE sql AS $$
    WITH added AS (
        INSERT INTO messaging.suppressions (channel, address, at, reason)
        SELECT DISTINCT 'email', lower(address), (SELECT clock.now()), suppress.reason FROM unnest(addresses) AS address
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT count(*) FROM added;
$$;
COMMENT ON FUNCTION messaging.suppress(text[], text) IS 'Suppresses e-mail addresses, with the reason. Answers how many were not yet.';
