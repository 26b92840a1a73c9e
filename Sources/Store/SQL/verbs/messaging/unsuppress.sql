-- Takes addresses off the suppression list. Runs as its owner, because operators may not write the tables themselves.
CREATE OR REPLACE FUNCTION messaging.unsuppress(addresses text[], reason text) RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    freed bigint;
BEGIN
    PERFORM queue.require_reason(reason);
    DELETE FROM messaging.suppressions
    WHERE channel = 'email'
      AND address_hash = ANY (ARRAY(SELECT crm.address_hash(address) FROM unnest(addresses) AS address));
    GET DIAGNOSTICS freed = ROW_COUNT;
    PERFORM messaging.note_reachable(addresses);
    PERFORM queue.note_act('unsuppress', jsonb_build_object('addresses', cardinality(addresses)), reason);
    RETURN freed;
END $$;
COMMENT ON FUNCTION messaging.unsuppress(text[], text) IS
    'Takes e-mail addresses off the suppression list. Returns how many were on it. Does not change consent. Audited, '
    'without the addresses.';

CREATE OR REPLACE FUNCTION messaging.note_reachable(addresses text[]) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO crm.changes (contact_id, at, kind, names)
    SELECT id, clock.now(), 'consent', '{}' FROM crm.contacts
    WHERE lower(email) = ANY (ARRAY(SELECT lower(address) FROM unnest(addresses) AS address)) ORDER BY id;
$$;
COMMENT ON FUNCTION messaging.note_reachable(text[]) IS
    'Writes a "consent" change for each contact with one of these addresses, so that its waiting sends pass their gate '
    'again.';
