-- The time zone by which somebody's calendar is read.
--
-- As `Zones` does: an IANA name. What PostgreSQL would take besides (GMT+2, whose sign others read the other way round,
-- abbreviations, POSIX rules) is no zone here.
CREATE OR REPLACE FUNCTION clock.zone(name text, otherwise text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF name IS NULL OR name !~ '^(UTC|[A-Za-z_]+(/[A-Za-z_-]+)+|Etc/GMT[+-]?\d{1,2})$' THEN
        RETURN otherwise;
    END IF;
    PERFORM 'epoch'::timestamptz AT TIME ZONE name;
    RETURN name;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN otherwise;
END $$;
COMMENT ON FUNCTION clock.zone(text, text) IS 'The first when it is the IANA name of a time zone, else the second: a contact without a zone of its own follows the workspace.';
