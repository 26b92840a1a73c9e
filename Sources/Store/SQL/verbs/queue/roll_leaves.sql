-- Keeps leaves ready for the days (and, for events, months) ahead, and retires emptied days of queue.delayed.
--
-- A leaf is cut off the front of the far leaf, with the rows that belong to it, in one transaction. A day that is
-- over and empty is given to the past leaf: dropping takes a lock that waits for any writer still inserting there, so
-- no row can be left behind. Safe to run at any time, also twice at once.
CREATE OR REPLACE FUNCTION queue.roll_leaves(days_ahead int DEFAULT 14)
RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    present CONSTANT timestamptz := clock.now();
    made int := 0;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    LOCK TABLE queue.leaves IN SHARE ROW EXCLUSIVE MODE;
    made := queue.cut_leaves('queue', 'delayed', 'run_at', 'day', present + make_interval(days => days_ahead))
          + queue.cut_leaves('queue', 'done', 'finished_at', 'day', present + make_interval(days => days_ahead))
          + queue.cut_leaves('crm', 'events', 'occurred_at', 'month', present + make_interval(months => 2));
    PERFORM queue.retire_leaves(present - interval '1 day');
    RETURN made;
END $$;
COMMENT ON FUNCTION queue.roll_leaves(int) IS 'Makes the daily leaves of queue.delayed and queue.done for the days ahead and the monthly ones of crm.events, and retires emptied past days. Answers how many were made.';
