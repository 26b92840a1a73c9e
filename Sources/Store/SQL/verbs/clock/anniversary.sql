-- The next anniversary of a day, today included. The first is a year after the day. The anniversary of 29 February is
-- 28 February in a year without the 29th.
CREATE OR REPLACE FUNCTION clock.anniversary(day date, today date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (CASE WHEN this_year >= today THEN this_year ELSE day + make_interval(years => years + 1) END)::date
    FROM (SELECT greatest(1, extract(year FROM today) - extract(year FROM day))::int) AS age (years),
         LATERAL (SELECT (day + make_interval(years => years))::date) AS candidate (this_year)
    WHERE isfinite(day);
$$;
COMMENT ON FUNCTION clock.anniversary(date, date) IS
    'The next anniversary of a day, today included. The first is a year after it.';
