-- How fast the clock of this session runs.
CREATE OR REPLACE FUNCTION clock.speed() RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN coalesce(current_setting('relance.now', true), '') <> '' THEN 0
    WHEN coalesce(current_setting('relance.clock_speed', true), '') <> ''
        THEN current_setting('relance.clock_speed')::double precision
    ELSE 1
END;
COMMENT ON FUNCTION clock.speed() IS
    'How many seconds of clock.now() pass in a real second: 1 unless the session has set its clock; 0 when it is '
    'fixed.';
