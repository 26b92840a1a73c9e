-- The first moment of a value: of a day midnight in a zone, of a moment itself.
CREATE OR REPLACE FUNCTION clock.first_moment(value text, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    moment CONSTANT timestamptz := clock.moment(value);
BEGIN
    RETURN CASE
        WHEN NOT isfinite(moment) THEN NULL
        WHEN length(value) = 10 THEN clock.instant(moment AT TIME ZONE 'UTC', zone)
        ELSE moment
    END;
END $$;
COMMENT ON FUNCTION clock.first_moment(text, text) IS
    'When a day (2026-06-30) begins in a zone, or the moment that a longer text spells; null when it is neither.';
