-- The last moment of a value: of a day just before the next midnight in a zone, of a moment itself.
CREATE OR REPLACE FUNCTION clock.last_moment(value text, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    moment CONSTANT timestamptz := clock.moment(value);
BEGIN
    RETURN CASE
        WHEN NOT isfinite(moment) THEN NULL
        WHEN length(value) = 10
        THEN clock.instant((moment AT TIME ZONE 'UTC') + interval '1 day', zone) - interval '1 microsecond'
        ELSE moment
    END;
END $$;
COMMENT ON FUNCTION clock.last_moment(text, text) IS
    'The last moment of a day (2026-06-30) in a zone, or the moment that a longer text spells; null when it is '
    'neither.';
