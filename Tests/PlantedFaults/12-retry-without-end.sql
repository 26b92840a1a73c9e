-- A job that always fails is tried for ever.
-- caught by: StoreTests.RetryTests/.the last attempt ends in death
SELECT pg_temp.mistake('queue.retry', 'given.counted AND running.attempt + 1 >= running.attempt_limit AS is_last', 'false AS is_last');
