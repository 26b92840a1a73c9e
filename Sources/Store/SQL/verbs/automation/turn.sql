-- A turn: a moment at which time alone changes the answer to a question. Null once it has passed.
CREATE OR REPLACE FUNCTION automation.turn(moment timestamptz, present timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN moment > present THEN moment END;
COMMENT ON FUNCTION automation.turn(timestamptz, timestamptz) IS 'The moment while it is ahead; null once it has come.';
