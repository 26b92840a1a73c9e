-- The present. A session that has not set its clock sees the real one, at no cost.
CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN concat(current_setting('relance.now', true), current_setting('relance.clock_speed', true)) = ''
        THEN clock_timestamp()
    ELSE clock.as_set()
END;
COMMENT ON FUNCTION clock.now() IS
    'The engine''s present. Setting relance.now fixes it; relance.clock_speed (with relance.clock_origin, a real '
    'instant, and relance.clock_start, the instant shown then) makes it run faster; otherwise it is clock_timestamp().';
