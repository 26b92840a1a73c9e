-- Moves the end of a parent's past leaf forward, and moves into it the rows of that time from the detached far leaf.
CREATE OR REPLACE FUNCTION queue.widen_past(schema_name text, parent_name text, key text, until timestamptz)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    past_leaf CONSTANT text := parent_name || '_past';
    far_leaf CONSTANT text := parent_name || '_far';
BEGIN
    EXECUTE format('ALTER TABLE %I.%I DETACH PARTITION %I.%I', schema_name, parent_name, schema_name, past_leaf);
    EXECUTE format('WITH mine AS (DELETE FROM %1$I.%2$I WHERE %3$I < $1 RETURNING *)
                    INSERT INTO %1$I.%4$I OVERRIDING SYSTEM VALUE SELECT * FROM mine',
                   schema_name, far_leaf, key, past_leaf) USING until;
    EXECUTE format('ALTER TABLE %I.%I ATTACH PARTITION %I.%I FOR VALUES FROM (MINVALUE) TO (%L)',
                   schema_name, parent_name, schema_name, past_leaf, until);
    UPDATE queue.leaves SET to_at = until WHERE leaf = past_leaf;
END $$;
COMMENT ON FUNCTION queue.widen_past(text, text, text, timestamptz) IS
    'Moves the end of a past leaf forward. Part of queue.cut_leaves().';
