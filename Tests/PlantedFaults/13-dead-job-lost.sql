-- A job that has had its last attempt is not among the dead: it is nowhere.
-- caught by: StoreTests.RetryTests/.the last attempt ends in death
SELECT pg_temp.mistake('queue.retry', $$'attempts used up'
        FROM ended WHERE is_last$$, $$'attempts used up'
        FROM ended WHERE false$$);
