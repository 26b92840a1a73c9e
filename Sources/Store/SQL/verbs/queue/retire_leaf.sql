-- Drops the oldest leaf that ended before a moment, with its rows, and extends the past leaf of its parent over the
-- leaf's time.
--
-- A late row of that time then goes to the past leaf. The rows in the past leaf are older than those of the leaf. So
-- where rows may be dropped, it is emptied as well, and PostgreSQL has nothing to read when it attaches it again. The
-- lock on the parent is held for an instant. The function waits for it no longer than the caller's lock_timeout, and
-- the next call continues.
CREATE OR REPLACE FUNCTION queue.retire_leaf(parent_name text, before timestamptz, only_empty boolean)
RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    schema_name CONSTANT text := (SELECT place FROM queue.parents WHERE parent = parent_name);
    past_leaf CONSTANT text := parent_name || '_past';
    old record;
    holds_rows boolean;
BEGIN
    SELECT leaf, to_at INTO old FROM queue.leaves
    WHERE parent = parent_name AND leaf NOT IN (past_leaf, parent_name || '_far') AND to_at <= before
    ORDER BY from_at LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    -- The parent, then the leaf: the order in which all other sessions lock them.
    EXECUTE format('LOCK TABLE ONLY %I.%I IN ACCESS EXCLUSIVE MODE', schema_name, parent_name);
    IF to_regclass(format('%I.%I', schema_name, old.leaf)) IS NOT NULL THEN  -- an operator may have dropped it by hand
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', schema_name, old.leaf) INTO holds_rows;
        IF only_empty AND holds_rows THEN
            RETURN NULL;
        END IF;
        EXECUTE format('ALTER TABLE %1$I.%2$I DETACH PARTITION %1$I.%3$I', schema_name, parent_name, old.leaf);
        EXECUTE format('DROP TABLE %I.%I', schema_name, old.leaf);
    END IF;
    EXECUTE format('ALTER TABLE %1$I.%2$I DETACH PARTITION %1$I.%3$I', schema_name, parent_name, past_leaf);
    IF NOT only_empty THEN
        EXECUTE format('TRUNCATE %I.%I', schema_name, past_leaf);
    END IF;
    EXECUTE format('ALTER TABLE %1$I.%2$I ATTACH PARTITION %1$I.%3$I FOR VALUES FROM (MINVALUE) TO (%4$L)',
                   schema_name, parent_name, past_leaf, old.to_at);
    UPDATE queue.leaves SET to_at = old.to_at WHERE leaf = past_leaf;
    DELETE FROM queue.leaves WHERE leaf = old.leaf;
    RETURN old.leaf;
END $$;
COMMENT ON FUNCTION queue.retire_leaf(text, timestamptz, boolean) IS
    'Drops the oldest leaf of a parent that ended before a moment, unless only_empty and the leaf has rows. Returns '
    'its name, or null. Part of queue.roll_leaves() and queue.forget_leaf().';
