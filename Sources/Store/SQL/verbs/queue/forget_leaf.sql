-- Drops the oldest leaf of a category of queue.parents that is older than it is kept, or else a batch of the rows that
-- its past leaves hold.
--
-- Not by DETACH … CONCURRENTLY, which only the owner of the tables may do, outside of any function: the coordinator
-- has no right to tables themselves. The lock is held for an instant instead, and is not waited for longer than the
-- caller's lock_timeout.
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
    'Drops the oldest leaf of a category that ended before a moment, or up to rows_max older rows of its past leaves; '
    'answers what went, or null. Part of automation.forget().';

-- Late rows, whose own leaf is gone, and what was imported from before the first leaf. Each past leaf has an index by
-- time.
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
    'Deletes some old rows of the past leaves of a category; answers how many of which, or null. Part of '
    'queue.forget_leaf().';

CREATE OR REPLACE FUNCTION queue.rows_of(place text, gone bigint) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('%s %s of %s', gone, CASE gone WHEN 1 THEN 'row' ELSE 'rows' END, place);
COMMENT ON FUNCTION queue.rows_of(text, bigint) IS
    'How many rows of a table were deleted, in words. Part of automation.forget().';
