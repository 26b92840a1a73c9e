-- Recognizes an address without storing it, so that a "no" of an erased contact still applies.
--
-- Two keyed SHA-256, one inside the other (NMAC, Bellare, Canetti and Krawczyk 1996, from which RFC 2104 derives HMAC).
-- Runs as its owner: its callers may hash an address, but not read the keys.
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
    'The keyed hash of an e-mail address, without regard to case: 32 bytes, the same for the life of the database. '
    'Null for null.';
