-- What queue.forget_leaf() would drop of one partitioned table: the time span, the whole leaves, and the rows in them
-- and in the past leaf.
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
    'What queue.forget_leaf() would drop of one partitioned table. Part of automation.forgettable().';

CREATE OR REPLACE FUNCTION queue.about(rows bigint, is_estimate boolean) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN is_estimate THEN 'about ' || rows WHEN rows > 100000 THEN 'more than 100000' ELSE rows::text END;
COMMENT ON FUNCTION queue.about(bigint, boolean) IS 'A number of rows in words. Part of automation.forgettable().';
