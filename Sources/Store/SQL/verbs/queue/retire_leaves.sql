-- Gives emptied days of queue.delayed to its past leaf, oldest first, until one still holds jobs.
CREATE OR REPLACE FUNCTION queue.retire_leaves(before timestamptz)
RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    old record;
    holds_jobs boolean;
    retired int := 0;
BEGIN
    FOR old IN
        SELECT leaf, to_at FROM queue.leaves
        WHERE parent = 'delayed' AND leaf NOT IN ('delayed_past', 'delayed_far') AND to_at <= before
        ORDER BY from_at
    LOOP
        -- The parent and with it every leaf, in the order in which everybody else takes them.
        LOCK TABLE queue.delayed IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('SELECT EXISTS (SELECT FROM queue.%I)', old.leaf) INTO holds_jobs;
        EXIT WHEN holds_jobs;
        EXECUTE format('ALTER TABLE queue.delayed DETACH PARTITION queue.%I', old.leaf);
        EXECUTE format('DROP TABLE queue.%I', old.leaf);
        ALTER TABLE queue.delayed DETACH PARTITION queue.delayed_past;
        EXECUTE format('ALTER TABLE queue.delayed ATTACH PARTITION queue.delayed_past FOR VALUES FROM (MINVALUE) TO (%L)', old.to_at);
        UPDATE queue.leaves SET to_at = old.to_at WHERE leaf = 'delayed_past';
        DELETE FROM queue.leaves WHERE leaf = old.leaf;
        retired := retired + 1;
    END LOOP;
    RETURN retired;
END $$;
COMMENT ON FUNCTION queue.retire_leaves(timestamptz) IS 'Drops emptied day leaves of queue.delayed that ended before the given moment; their days belong to the past leaf from then on. Part of queue.roll_leaves().';
