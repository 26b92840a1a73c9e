-- The time zone of a contact or of the workspace.
--
-- As in `Zones`: an IANA name, as clock.zone_called() accepts. The other forms that PostgreSQL accepts are no zone
-- here: abbreviations, POSIX rules, and GMT+2, whose sign other programs read the other way around.
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
    'The first argument if it is the IANA name of a time zone, else the second: a contact without a zone follows the '
    'workspace.';
