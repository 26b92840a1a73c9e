-- The time zone by which somebody's calendar is read.
--
-- As `Zones` does: an IANA name, which is what clock.zone_called() lets in. What PostgreSQL would take besides (GMT+2,
-- whose sign others read the other way round, abbreviations, POSIX rules) is no zone here.
CREATE OR REPLACE FUNCTION clock.zone(name text, otherwise text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF NOT coalesce(clock.looks_like_zone(name), false) THEN
        RETURN otherwise;
    END IF;
    PERFORM 'epoch'::timestamptz AT TIME ZONE name;
    RETURN name;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN otherwise;
END $$;
COMMENT ON FUNCTION clock.zone(text, text) IS
    'The first when it is the IANA name of a time zone, else the second: a contact without a zone of its own '
    'follows the workspace.';
