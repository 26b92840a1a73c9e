-- Knows an address again without keeping it: what an erased contact said must still hold.
--
-- Two keyed SHA-256, one around the other (NMAC, Bellare, Canetti and Krawczyk 1996, from which RFC 2104 derives HMAC).
-- Runs as its owner: its callers may ask about an address, and never read the keys.
CREATE OR REPLACE FUNCTION crm.address_hash(address text) RETURNS bytea
LANGUAGE plpgsql STABLE STRICT
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    keys crm.address_keys;
BEGIN
    SELECT * INTO STRICT keys FROM crm.address_keys;
    RETURN sha256(keys.outer_key || sha256(keys.inner_key || convert_to(lower(trim(address)), 'UTF8')));
END $$;
COMMENT ON FUNCTION crm.address_hash(text) IS
    'The keyed hash of an e-mail address, without regard to case: 32 bytes, the same for as long as the database '
    'lives. null for null.';
