-- Makes leaves for the days or months ahead, and retires past days of queue.delayed that are empty.
--
-- Leaves are cut off the front of the far leaf, with the rows that belong to them, in a short transaction. Where many
-- rows move, that takes several calls. A past day that is empty goes to the past leaf. Dropping its leaf takes a lock
-- that waits for any session still inserting there, so no row is lost. It may run at any time, also twice at once. Runs
-- as the tables' owner, who alone may cut them.
CREATE OR REPLACE FUNCTION queue.roll_leaves(days_ahead int DEFAULT 90, parent text DEFAULT NULL)
RETURNS int
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    present CONSTANT timestamptz := clock.now();
    family queue.parents;
    made int := 0;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    IF coalesce(parent, 'delayed') = 'delayed' THEN
        PERFORM queue.forget_undo();  -- before other sessions wait for the locks below
    END IF;
    LOCK TABLE queue.leaves IN SHARE ROW EXCLUSIVE MODE;
    FOR family IN
        SELECT * FROM queue.parents AS known
        WHERE known.parent = coalesce(roll_leaves.parent, known.parent)
        ORDER BY known.parent
    LOOP
        made := made + queue.cut_leaves(
            family.place, family.parent, family.key, family.step,
            present + CASE family.step WHEN 'day' THEN make_interval(days => days_ahead) ELSE interval '2 months' END);
    END LOOP;
    IF coalesce(parent, 'delayed') = 'delayed' THEN
        WHILE queue.retire_leaf('delayed', present - interval '1 day', true) IS NOT NULL LOOP END LOOP;
    END IF;
    RETURN made;
END $$;
COMMENT ON FUNCTION queue.roll_leaves(int, text) IS
    'Makes the leaves of the tables in queue.parents for the days ahead (tables with monthly leaves: two months), and '
    'retires empty past days of queue.delayed. Returns how many it made: call it again while many rows must move. '
    'parent: only this table. While other sessions write, call it for one parent at a time, each in its own '
    'transaction.';
