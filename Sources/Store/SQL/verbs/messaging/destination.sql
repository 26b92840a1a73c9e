-- Where a message to an address goes, as a channel's breakers name it.
CREATE OR REPLACE FUNCTION messaging.destination(address text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(substring(address FROM '@([^@]*)$'));
COMMENT ON FUNCTION messaging.destination(text) IS 'The domain of an e-mail address, in lower case.';
