-- Keeps leaves ready for the days (and, for events, months) ahead, and retires emptied days of queue.delayed.
--
-- Leaves are cut off the front of the far leaf, with the rows that belong to them, in one transaction of a moment:
-- where many rows move, it takes several calls. A day that is over and empty is given to the past leaf: dropping takes
-- a lock that waits for any writer still inserting there, so no row can be left behind. Safe to run at any time, also
-- twice at once; runs as the tables' owner, who alone may cut them.
CREATE OR REPLACE FUNCTION queue.roll_leaves(days_ahead int DEFAULT 90, parent text DEFAULT NULL)
RETURNS int
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    present CONSTANT timestamptz := clock.now();
    made int := 0;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    IF coalesce(parent, 'delayed') = 'delayed' THEN
        PERFORM queue.forget_undo();  -- before anybody waits for what is locked below
    END IF;
    LOCK TABLE queue.leaves IN SHARE ROW EXCLUSIVE MODE;
    IF coalesce(parent, 'delayed') = 'delayed' THEN
        made := made
            + queue.cut_leaves('queue', 'delayed', 'run_at', 'day', present + make_interval(days => days_ahead));
        WHILE queue.retire_leaf('delayed', present - interval '1 day', true) IS NOT NULL LOOP END LOOP;
    END IF;
    IF coalesce(parent, 'done') = 'done' THEN
        made := made
            + queue.cut_leaves('queue', 'done', 'finished_at', 'day', present + make_interval(days => days_ahead));
    END IF;
    IF coalesce(parent, 'attempts') = 'attempts' THEN
        made := made
            + queue.cut_leaves('queue', 'attempts', 'ended_at', 'day', present + make_interval(days => days_ahead));
    END IF;
    IF coalesce(parent, 'events') = 'events' THEN
        made := made + queue.cut_leaves('crm', 'events', 'occurred_at', 'month', present + make_interval(months => 2));
    END IF;
    RETURN made;
END $$;
COMMENT ON FUNCTION queue.roll_leaves(int, text) IS
    'Makes the daily leaves of queue.delayed, queue.done and queue.attempts for the days ahead and the monthly ones '
    'of crm.events, and retires emptied past days. Answers how many were made: call it again while there are many '
    'rows to move. parent (delayed, done, attempts or events): only its leaves; one at a time, in a transaction of '
    'its own, while others write.';
