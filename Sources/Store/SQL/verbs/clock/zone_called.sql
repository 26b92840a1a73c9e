-- The time zone that a sender's text means, as a contact stores it: its IANA name.
--
-- clock.zone() and `Zones` read what this returns. An offset (GMT+2, +02:00) or an abbreviation (PST) is no zone,
-- because it does not say when clocks change, and programs read the sign of GMT+2 in both ways.
CREATE OR REPLACE FUNCTION clock.zone_called(word text) RETURNS text
LANGUAGE plpgsql STABLE
SET timezone = 'UTC' AS $$
DECLARE
    iana CONSTANT text := coalesce(clock.windows_zone(word), word);
BEGIN
    IF clock.looks_like_zone(iana) THEN
        PERFORM set_config('TimeZone', iana, true);
        -- PostgreSQL returns the spelling of its time zone database.
        RETURN current_setting('TimeZone');
    END IF;
    RETURN NULL;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION clock.zone_called(text) IS
    'The IANA name of the time zone that a text means: an IANA name in any case, or a name that Windows uses; null for '
    'anything else, such as offsets and abbreviations.';

CREATE OR REPLACE FUNCTION clock.looks_like_zone(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN name ~* '^(UTC|Etc/GMT[+-]?\d{1,2}|[a-z_]+(/[a-z_-]+)+)$';
COMMENT ON FUNCTION clock.looks_like_zone(text) IS
    'Whether a name has the form of a time zone here: UTC, or an area and a place. PostgreSQL also accepts other '
    'forms.';

CREATE OR REPLACE FUNCTION clock.windows_zone(word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE lower(word)
        WHEN 'gmt' THEN 'UTC'
        WHEN 'gmt standard time' THEN 'Europe/London'
        WHEN 'greenwich standard time' THEN 'Atlantic/Reykjavik'
        WHEN 'w. europe standard time' THEN 'Europe/Berlin'
        WHEN 'romance standard time' THEN 'Europe/Paris'
        WHEN 'central europe standard time' THEN 'Europe/Budapest'
        WHEN 'central european standard time' THEN 'Europe/Warsaw'
        WHEN 'e. europe standard time' THEN 'Europe/Chisinau'
        WHEN 'fle standard time' THEN 'Europe/Kiev'
        WHEN 'gtb standard time' THEN 'Europe/Bucharest'
        WHEN 'turkey standard time' THEN 'Europe/Istanbul'
        WHEN 'russian standard time' THEN 'Europe/Moscow'
        WHEN 'morocco standard time' THEN 'Africa/Casablanca'
        WHEN 'w. central africa standard time' THEN 'Africa/Lagos'
        WHEN 'south africa standard time' THEN 'Africa/Johannesburg'
        WHEN 'e. africa standard time' THEN 'Africa/Nairobi'
        WHEN 'egypt standard time' THEN 'Africa/Cairo'
        WHEN 'israel standard time' THEN 'Asia/Jerusalem'
        WHEN 'arab standard time' THEN 'Asia/Riyadh'
        WHEN 'arabian standard time' THEN 'Asia/Dubai'
        WHEN 'iran standard time' THEN 'Asia/Tehran'
        WHEN 'pakistan standard time' THEN 'Asia/Karachi'
        WHEN 'india standard time' THEN 'Asia/Kolkata'
        WHEN 'bangladesh standard time' THEN 'Asia/Dhaka'
        WHEN 'se asia standard time' THEN 'Asia/Bangkok'
        WHEN 'china standard time' THEN 'Asia/Shanghai'
        WHEN 'taipei standard time' THEN 'Asia/Taipei'
        WHEN 'singapore standard time' THEN 'Asia/Singapore'
        WHEN 'korea standard time' THEN 'Asia/Seoul'
        WHEN 'tokyo standard time' THEN 'Asia/Tokyo'
        WHEN 'w. australia standard time' THEN 'Australia/Perth'
        WHEN 'cen. australia standard time' THEN 'Australia/Adelaide'
        WHEN 'e. australia standard time' THEN 'Australia/Brisbane'
        WHEN 'aus eastern standard time' THEN 'Australia/Sydney'
        WHEN 'new zealand standard time' THEN 'Pacific/Auckland'
        WHEN 'hawaiian standard time' THEN 'Pacific/Honolulu'
        WHEN 'alaskan standard time' THEN 'America/Anchorage'
        WHEN 'pacific standard time' THEN 'America/Los_Angeles'
        WHEN 'us mountain standard time' THEN 'America/Phoenix'
        WHEN 'mountain standard time' THEN 'America/Denver'
        WHEN 'central standard time' THEN 'America/Chicago'
        WHEN 'central standard time (mexico)' THEN 'America/Mexico_City'
        WHEN 'eastern standard time' THEN 'America/New_York'
        WHEN 'atlantic standard time' THEN 'America/Halifax'
        WHEN 'newfoundland standard time' THEN 'America/St_Johns'
        WHEN 'sa pacific standard time' THEN 'America/Bogota'
        WHEN 'pacific sa standard time' THEN 'America/Santiago'
        WHEN 'argentina standard time' THEN 'America/Buenos_Aires'
        WHEN 'e. south america standard time' THEN 'America/Sao_Paulo'
    END
$$;
COMMENT ON FUNCTION clock.windows_zone(text) IS
    'The IANA name of a common time zone under its Windows name; null for any other text.';
