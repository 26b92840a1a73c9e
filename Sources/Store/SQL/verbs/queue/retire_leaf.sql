-- Gives the oldest leaf that ended before a moment to the past leaf of its parent, and drops it with what it holds.
--
-- The days of a dropped leaf belong to the past leaf from then on, so that a late row still finds a place. The lock on
-- the parent is held for an instant, and is not waited for longer than the caller's lock_timeout: whoever calls again
-- goes on.
CREATE OR REPLACE FUNCTION queue.retire_leaf(parent_name text, before timestamptz, only_empty boolean)
RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    past_leaf CONSTANT text := parent_name || '_past';
    old record;
    holds_rows boolean;
    is_there boolean;
BEGIN
    SELECT leaf, to_at INTO old FROM queue.leaves
    WHERE parent = parent_name AND leaf NOT IN (past_leaf, parent_name || '_far') AND to_at <= before
    ORDER BY from_at LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    -- The parent, then the leaf: the order in which everybody else takes them.
    EXECUTE format('LOCK TABLE ONLY queue.%I IN ACCESS EXCLUSIVE MODE', parent_name);
    is_there := to_regclass(format('queue.%I', old.leaf)) IS NOT NULL;  -- not when somebody has dropped it by hand
    IF is_there THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM queue.%I)', old.leaf) INTO holds_rows;
        IF only_empty AND holds_rows THEN
            RETURN NULL;
        END IF;
        EXECUTE format('ALTER TABLE queue.%I DETACH PARTITION queue.%I', parent_name, old.leaf);
        EXECUTE format('DROP TABLE queue.%I', old.leaf);
    END IF;
    EXECUTE format('ALTER TABLE queue.%I DETACH PARTITION queue.%I', parent_name, past_leaf);
    EXECUTE format('ALTER TABLE queue.%I ATTACH PARTITION queue.%I FOR VALUES FROM (MINVALUE) TO (%L)',
                   parent_name, past_leaf, old.to_at);
    UPDATE queue.leaves SET to_at = old.to_at WHERE leaf = past_leaf;
    DELETE FROM queue.leaves WHERE leaf = old.leaf;
    RETURN old.leaf;
END $$;
COMMENT ON FUNCTION queue.retire_leaf(text, timestamptz, boolean) IS
    'Drops the oldest day leaf of a parent that ended before the given moment, if it is empty or need not be; answers '
    'its name, or null. Part of queue.roll_leaves() and queue.forget_history().';
