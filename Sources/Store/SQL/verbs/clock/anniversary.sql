-- The next anniversary of a day, today included. The first comes a year after the day; of 29 February it is the 28th in
-- other years.
CREATE OR REPLACE FUNCTION clock.anniversary(day date, today date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (CASE WHEN this_year >= today THEN this_year ELSE day + make_interval(years => years + 1) END)::date
    FROM (SELECT greatest(1, extract(year FROM today) - extract(year FROM day))::int) AS age (years),
         LATERAL (SELECT (day + make_interval(years => years))::date) AS candidate (this_year)
    WHERE isfinite(day);
$$;
COMMENT ON FUNCTION clock.anniversary(date, date) IS
    'The next anniversary of a day, today included; the first one comes a year after it.';
