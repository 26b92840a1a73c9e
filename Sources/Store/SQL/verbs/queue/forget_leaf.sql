-- Drops the oldest leaf of a category of queue.parents that has outlived its time. When there is none, deletes a batch
-- of rows from the past leaves of the category.
--
-- DETACH … CONCURRENTLY would not do: only the owner of the tables may use it, and only outside a function, while the
-- coordinator has no right to the tables. So the lock is held for an instant. The function waits for it no longer than
-- the caller's lock_timeout.
CREATE OR REPLACE FUNCTION queue.forget_leaf(category text, before timestamptz, rows_max int) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    family queue.parents;
BEGIN
    SELECT known.* INTO family
    FROM queue.parents AS known
    JOIN queue.leaves AS old USING (parent)
    WHERE known.category = forget_leaf.category AND old.leaf <> parent || '_past' AND old.to_at <= before
    ORDER BY old.from_at, parent LIMIT 1;
    IF FOUND THEN
        LOCK TABLE queue.leaves IN SHARE ROW EXCLUSIVE MODE;
        RETURN family.place || '.' || queue.retire_leaf(family.parent, before, false);
    END IF;
    RETURN queue.forget_past(category, before, rows_max);
END $$;
COMMENT ON FUNCTION queue.forget_leaf(text, timestamptz, int) IS
    'Drops the oldest leaf of a category that ended before a moment, or else up to rows_max older rows of its past '
    'leaves. Returns what was dropped, or null. Part of automation.forget().';

-- A past leaf holds late rows whose own leaf has been dropped, and imported rows from before the first leaf. Each past
-- leaf has an index by time.
CREATE OR REPLACE FUNCTION queue.forget_past(category text, before timestamptz, rows_max int) RETURNS text
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    family queue.parents;
    gone bigint;
BEGIN
    FOR family IN SELECT * FROM queue.parents WHERE parents.category = forget_past.category ORDER BY parent LOOP
        EXECUTE format('DELETE FROM %1$I.%2$I
                        WHERE ctid = ANY (ARRAY(
                            SELECT ctid FROM %1$I.%2$I WHERE %3$I < $1 ORDER BY %3$I LIMIT $2))',
                       family.place, family.parent || '_past', family.key)
            USING before, rows_max;
        GET DIAGNOSTICS gone = ROW_COUNT;
        IF gone > 0 THEN
            RETURN queue.rows_of(format('%s.%s_past', family.place, family.parent), gone);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION queue.forget_past(text, timestamptz, int) IS
    'Deletes a batch of old rows from the past leaves of a category. Returns how many of which leaf, or null. Part of '
    'queue.forget_leaf().';

CREATE OR REPLACE FUNCTION queue.rows_of(place text, gone bigint) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('%s %s of %s', gone, CASE gone WHEN 1 THEN 'row' ELSE 'rows' END, place);
COMMENT ON FUNCTION queue.rows_of(text, bigint) IS
    'How many rows of a table were deleted, in words. Part of automation.forget().';
