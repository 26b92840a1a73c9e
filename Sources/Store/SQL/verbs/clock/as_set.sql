-- The present of a session that has set its clock to a fixed moment or to run faster.
--
-- Never infinity: everything would be due indefinitely, and everything that ends would have ended already.
CREATE OR REPLACE FUNCTION clock.as_set() RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    moment CONSTANT timestamptz := CASE
        WHEN coalesce(current_setting('relance.now', true), '') <> '' THEN current_setting('relance.now')::timestamptz
        ELSE current_setting('relance.clock_start')::timestamptz
            + (clock_timestamp() - current_setting('relance.clock_origin')::timestamptz)
              * current_setting('relance.clock_speed')::float8
        END;
BEGIN
    IF NOT isfinite(moment) THEN
        RAISE EXCEPTION 'a clock must show a real moment, not infinity' USING ERRCODE = '22023';
    END IF;
    RETURN moment;
END $$;
COMMENT ON FUNCTION clock.as_set() IS
    'The moment that this session''s clock shows when it has been set. Part of clock.now().';
