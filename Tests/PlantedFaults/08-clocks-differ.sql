-- Each session goes by a clock of its own, as if every process asked its machine for the time.
-- caught by: StoreTests.PromoteTests/.what is due moves on
CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('relance.now', true), '')::timestamptz, clock_timestamp())
    + make_interval(secs => 1 + pg_backend_pid() % 600);
