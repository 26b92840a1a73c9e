-- A text as a moment; null when it is none, so that one bad value does not fail a whole batch.
CREATE OR REPLACE FUNCTION clock.moment(value text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF value !~ '^\d{4}-\d{2}-\d{2}' THEN
        RETURN NULL;
    END IF;
    RETURN (value || CASE WHEN value ~ '^\d{4}-\d{2}-\d{2}$' THEN ' 00:00:00+00' ELSE '' END)::timestamptz;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION clock.moment(text) IS
    'An ISO 8601 date or instant as a moment (of a date the first moment, UTC); null when it is neither.';
