-- The first moment of a value: a day begins at midnight in a zone, a moment is itself.
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
    'When a day (2026-06-30) begins in a zone, or the moment a longer text tells; null when it is neither.';
