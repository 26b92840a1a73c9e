-- The first instant at which the clock of a zone shows a reading or a later one, as `LocalCalendar` computes it.
--
-- Of a reading that the clock shows twice, the first; of a reading that it skips, the end of the gap. PostgreSQL itself
-- takes the second of the two, and a moment after the gap.
CREATE OR REPLACE FUNCTION clock.instant(reading timestamp, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    -- No zone is further from UTC than this, so this instant is before any clock change around the reading.
    early  CONSTANT timestamptz := (reading AT TIME ZONE 'UTC') - interval '15 hours';
    first           timestamptz;
    usual           timestamptz;
BEGIN
    IF NOT isfinite(reading) THEN
        RETURN reading AT TIME ZONE zone;
    END IF;
    first := (reading AT TIME ZONE 'UTC') - ((early AT TIME ZONE zone) - (early AT TIME ZONE 'UTC'));
    IF first AT TIME ZONE zone = reading THEN
        RETURN first;
    END IF;
    usual := reading AT TIME ZONE zone;
    IF usual AT TIME ZONE zone = reading THEN
        RETURN usual;
    END IF;
    RETURN clock.end_of_gap(reading, zone);
END $$;
COMMENT ON FUNCTION clock.instant(timestamp, text) IS
    'The first instant at which the clock of a zone shows this reading or a later one: of a reading shown twice the '
    'first, of a skipped one the end of the gap.';

CREATE OR REPLACE FUNCTION clock.end_of_gap(reading timestamp, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    low    timestamptz := (reading AT TIME ZONE 'UTC') - interval '15 hours';
    high   timestamptz := (reading AT TIME ZONE 'UTC') + interval '15 hours';
    middle timestamptz;
BEGIN
    WHILE high - low > interval '1 second' LOOP
        middle := date_trunc('second', low + (high - low) / 2);
        IF middle AT TIME ZONE zone >= reading THEN
            high := middle;
        ELSE
            low := middle;
        END IF;
    END LOOP;
    RETURN date_trunc('second', high);
END $$;
COMMENT ON FUNCTION clock.end_of_gap(timestamp, text) IS
    'The end of the gap in which the clock of a zone skips a reading. Part of clock.instant().';
