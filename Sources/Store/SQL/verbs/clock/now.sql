-- The present. In a session that has not set its clock this is clock_timestamp(), at no extra cost.
CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN concat(current_setting('relance.now', true), current_setting('relance.clock_speed', true)) = ''
        THEN clock_timestamp()
    ELSE clock.as_set()
END;
COMMENT ON FUNCTION clock.now() IS
    'The engine''s present. The setting relance.now fixes it. relance.clock_speed makes it run faster, from '
    'relance.clock_start at the real instant relance.clock_origin. Without either it is clock_timestamp().';
