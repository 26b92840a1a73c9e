-- The present of a session that has set its clock: fixed, or running faster.
--
-- Never infinity: what is due then would be due for ever, and what ends then would have ended always.
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
COMMENT ON FUNCTION clock.as_set() IS 'What the clock of this session shows when it has been set. Part of clock.now().';
