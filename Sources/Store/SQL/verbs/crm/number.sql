-- A JSON value as a number, or null when it is none.
CREATE OR REPLACE FUNCTION crm.number(value jsonb) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN jsonb_typeof(value) = 'number' THEN (value #>> '{}')::numeric
    WHEN (value #>> '{}') ~ '^\s*-?\d{1,30}(\.\d{1,30})?\s*$' THEN (value #>> '{}')::numeric
END;
COMMENT ON FUNCTION crm.number(jsonb) IS 'A JSON value as a number; null when it is blank or not a number.';
