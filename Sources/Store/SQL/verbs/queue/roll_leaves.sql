-- Keeps leaves ready for the days or months ahead, and retires emptied days of queue.delayed.
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
    family queue.parents;
    made int := 0;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    IF coalesce(parent, 'delayed') = 'delayed' THEN
        PERFORM queue.forget_undo();  -- before anybody waits for what is locked below
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
    'Makes the leaves of the tables in queue.parents for the days ahead, or the two months, and retires emptied past '
    'days of queue.delayed. Answers how many were made: call it again while there are many rows to move. parent: only '
    'its leaves; one at a time, in a transaction of its own, while others write.';
