-- A moment in a format that senders use. Without a zone it is UTC.
CREATE OR REPLACE FUNCTION clock.moment_said(word text) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- Without the day of the week and without a comment in parentheses.
    bare CONSTANT text := regexp_replace(word, '^[a-z]{3}, *| \([a-z ]+\)$', '', 'gi');
    moment        timestamptz;
BEGIN
    moment := CASE
        WHEN word ~ '^\d{4}-\d\d-\d\d$' THEN (word || ' 00:00Z')::timestamptz
        WHEN word ~ '^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,12})?)?$' THEN (word || 'Z')::timestamptz
        WHEN word ~ '^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,12})?)? ?([Zz]|[+-]\d\d(:?\d\d)?)$'
            THEN word::timestamptz
        -- RFC 2822: Sun, 01 Mar 2026 08:00:00 +0100
        WHEN bare ~* '^\d{1,2} [a-z]{3} \d{4} \d\d:\d\d(:\d\d)? (gmt|utc|z|[ecmp][sd]t|[+-]\d{4})$'
            THEN bare::timestamptz
        -- Seconds, milliseconds or microseconds since 1970, for the years 1973 to 2286.
        WHEN word ~ '^\d{9,10}(\.\d{1,9})?$' THEN to_timestamp(word::float8)
        WHEN word ~ '^\d{12,13}(\.\d{1,9})?$' THEN to_timestamp(word::float8 / 1000)
        WHEN word ~ '^\d{15,16}$' THEN to_timestamp(word::float8 / 1000000)
    END;
    RETURN CASE WHEN moment >= '1900-01-01Z' AND moment < '9999-01-01Z' THEN moment END;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION clock.moment_said(text) IS
    'The moment that a text or number spells: ISO 8601, RFC 2822, or seconds, milliseconds or microseconds since 1970; '
    'null when it is none of these.';

CREATE OR REPLACE FUNCTION clock.written(moment timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
COMMENT ON FUNCTION clock.written(timestamptz) IS
    'A moment as properties store it: ISO 8601, in UTC, to the millisecond.';
