-- What automation.forget() would drop now, one row per table, also for a category that is kept indefinitely. Changes
-- nothing.
--
-- The number of rows in a leaf is PostgreSQL's estimate. Where there is none, rows are counted, up to 100,000.
CREATE OR REPLACE FUNCTION automation.forgettable(categories text[], keeps interval[])
RETURNS TABLE (category text, kept text, place text, from_at timestamptz, to_at timestamptz, leaves int, rows text)
LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off AS $$
#variable_conflict use_variable
DECLARE
    before timestamptz;
    family queue.parents;
    keep interval;
BEGIN
    FOR category, keep IN SELECT * FROM unnest(categories, keeps) LOOP
        PERFORM automation.require_category(category);
        kept := coalesce(extract(day FROM justify_hours(keep)) || ' days', 'without end');
        before := clock.now() - keep;
        FOR family IN
            SELECT * FROM queue.parents AS known WHERE known.category = category ORDER BY known.parent
        LOOP
            SELECT * INTO place, from_at, to_at, leaves, rows FROM queue.forgettable_leaves(family, before);
            RETURN NEXT;
        END LOOP;
        CONTINUE WHEN FOUND;
        SELECT automation.place_of(category), min(old.since), max(old.since), 0, queue.about(count(*), false)
        INTO place, from_at, to_at, leaves, rows
        FROM automation.old_rows(category, before, 100001) AS old;
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION automation.forgettable(text[], interval[]) IS
    'What automation.forget() would drop of each category if it is kept for the given span (null: indefinitely): from '
    'when to when, how many whole leaves, and how many rows. A dry run.';
