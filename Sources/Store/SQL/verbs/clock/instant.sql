-- The first instant at which the clock of a zone shows a reading or more, as `LocalCalendar` says.
--
-- A reading that the clock shows twice is the first of the two; one that it skips is the end of the gap. PostgreSQL
-- itself takes the second of the two, and a moment after the gap.
CREATE OR REPLACE FUNCTION clock.instant(reading timestamp, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    -- No zone is further from Greenwich: before this instant the hands have not been moved yet.
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
    'The first instant at which the clock of a zone shows this or more: of a reading shown twice the first, of a '
    'skipped one the end of the gap.';

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
    'When the clock of a zone has jumped over a reading. Part of clock.instant().';
