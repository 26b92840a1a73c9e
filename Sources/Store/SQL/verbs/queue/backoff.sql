-- How long to wait before the next attempt: exponential, with full jitter, at most six hours.
CREATE OR REPLACE FUNCTION queue.backoff(attempt int) RETURNS interval
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN make_interval(secs => 1 + random() * least(21600, 5 * power(2, least(attempt, 20))));
COMMENT ON FUNCTION queue.backoff(int) IS
    'Delay before the attempt that follows this many failed ones: between 1 s and 5 s × 2^attempt, at most six hours.';
