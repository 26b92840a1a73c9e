-- Cuts leaves off the front of a parent's far leaf until one begins after the horizon.
CREATE OR REPLACE FUNCTION queue.cut_leaves(schema_name text, parent_name text, key text, step text, horizon timestamptz)
RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    far_leaf CONSTANT text := parent_name || '_far';
    far_from timestamptz := (SELECT from_at FROM queue.leaves WHERE leaf = far_leaf);
    start_at timestamptz;
    next_at timestamptz;
    leaf_name text;
    made int := 0;
BEGIN
    IF far_from > horizon THEN
        RETURN 0;
    END IF;
    EXECUTE format('ALTER TABLE %I.%I DETACH PARTITION %I.%I', schema_name, parent_name, schema_name, far_leaf);
    -- The first leaves begin today: the time before them goes to the past leaf.
    IF NOT EXISTS (SELECT FROM queue.leaves WHERE parent = parent_name AND leaf NOT IN (parent_name || '_past', far_leaf)) THEN
        start_at := greatest(far_from, date_trunc(step, least(clock.now(), clock_timestamp()), 'UTC'));
        PERFORM queue.widen_past(schema_name, parent_name, key, start_at);
    ELSE
        start_at := far_from;
    END IF;
    -- More at once would need more locks than a server has by default; the next call goes on.
    WHILE start_at <= horizon AND made < 400 LOOP
        next_at := (date_trunc(step, start_at AT TIME ZONE 'UTC') + ('1 ' || step)::interval) AT TIME ZONE 'UTC';
        leaf_name := parent_name || to_char(start_at AT TIME ZONE 'UTC', CASE step WHEN 'day' THEN '_YYYYMMDD' ELSE '_YYYYMM' END);
        EXECUTE format('CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES FROM (%L) TO (%L)',
                       schema_name, leaf_name, schema_name, parent_name, start_at, next_at);
        EXECUTE format('COMMENT ON TABLE %I.%I IS %L', schema_name, leaf_name,
                       format('Leaf of %s.%s for the %s from %s (UTC).', schema_name, parent_name, step, to_char(start_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')));
        EXECUTE format('WITH mine AS (DELETE FROM %1$I.%2$I WHERE %3$I >= $1 AND %3$I < $2 RETURNING *) INSERT INTO %1$I.%4$I OVERRIDING SYSTEM VALUE SELECT * FROM mine',
                       schema_name, far_leaf, key, leaf_name) USING start_at, next_at;
        INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES (parent_name, leaf_name, start_at, next_at);
        start_at := next_at;
        made := made + 1;
    END LOOP;
    EXECUTE format('ALTER TABLE %I.%I ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (MAXVALUE)',
                   schema_name, parent_name, schema_name, far_leaf, start_at);
    UPDATE queue.leaves SET from_at = start_at WHERE leaf = far_leaf;
    RETURN made;
END $$;
COMMENT ON FUNCTION queue.cut_leaves(text, text, text, text, timestamptz) IS 'Cuts leaves of one step (day or month) off a parent''s far leaf up to the horizon, moving the rows that belong to them. Answers how many. Part of queue.roll_leaves().';
