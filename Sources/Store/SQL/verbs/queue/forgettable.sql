-- What queue.forget() would drop now, one row for each table, and what is kept without end. Changes nothing.
--
-- Rows of leaves are PostgreSQL's own estimate; what has none is counted up to 100,000.
CREATE OR REPLACE FUNCTION queue.forgettable(categories text[], keeps interval[])
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
        PERFORM queue.require_category(category);
        kept := coalesce(extract(day FROM justify_hours(keep)) || ' days', 'without end');
        before := clock.now() - keep;
        FOR family IN
            SELECT * FROM queue.parents AS known WHERE known.category = category ORDER BY known.parent
        LOOP
            SELECT * INTO place, from_at, to_at, leaves, rows FROM queue.forgettable_leaves(family, before);
            RETURN NEXT;
        END LOOP;
        CONTINUE WHEN FOUND;
        SELECT queue.place_of(category), min(old.since), max(old.since), 0, queue.about(count(*), false)
        INTO place, from_at, to_at, leaves, rows
        FROM queue.old_rows(category, before, 100001) AS old;
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION queue.forgettable(text[], interval[]) IS
    'What queue.forget() would drop of each category, when it is kept for the given span (null: without end): from '
    'when to when, how many whole leaves, and how many rows. A dry run.';

CREATE OR REPLACE FUNCTION queue.forgettable_leaves(family queue.parents, before timestamptz)
RETURNS TABLE (place text, from_at timestamptz, to_at timestamptz, leaves int, rows text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    old record;
    counted bigint;
    total bigint := 0;
    is_estimate boolean := false;
BEGIN
    place := format('%s.%s', family.place, family.parent);
    EXECUTE format('SELECT min(%1$I), max(%1$I), count(*)
                    FROM (SELECT %1$I FROM %2$I.%3$I WHERE %1$I < $1 LIMIT 100001) AS late',
                   family.key, family.place, family.parent || '_past')
        INTO from_at, to_at, total USING before;
    leaves := 0;
    FOR old IN
        SELECT known.*, reltuples
        FROM queue.leaves AS known
        JOIN pg_class ON pg_class.oid = to_regclass(format('%I.%I', family.place, known.leaf))
        WHERE known.parent = family.parent AND known.leaf <> family.parent || '_past' AND known.to_at <= before
        ORDER BY known.from_at
    LOOP
        counted := old.reltuples;
        IF counted < 0 THEN
            EXECUTE format('SELECT count(*) FROM (SELECT FROM %I.%I LIMIT 100001) AS bounded', family.place, old.leaf)
                INTO counted;
        END IF;
        is_estimate := is_estimate OR old.reltuples >= 0;
        total := total + counted;
        leaves := leaves + 1;
        from_at := coalesce(from_at, old.from_at);
        to_at := old.to_at;
    END LOOP;
    rows := queue.about(total, is_estimate);
    RETURN NEXT;
END $$;
COMMENT ON FUNCTION queue.forgettable_leaves(queue.parents, timestamptz) IS
    'What queue.forget() would drop of one partitioned table. Part of queue.forgettable().';

CREATE OR REPLACE FUNCTION queue.about(rows bigint, is_estimate boolean) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN is_estimate THEN 'about ' || rows WHEN rows > 100000 THEN 'more than 100000' ELSE rows::text END;
COMMENT ON FUNCTION queue.about(bigint, boolean) IS 'A number of rows in words. Part of queue.forgettable().';
