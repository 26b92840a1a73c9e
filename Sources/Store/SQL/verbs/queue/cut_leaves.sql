-- Cuts leaves off the front of a parent's far leaf until it begins after the horizon. One call takes a moment.
--
-- No other session can read or write the parent meanwhile, so a call moves only some 20,000 rows: as many whole steps
-- as hold no more than that, or the first part of a crowded step, which becomes a leaf of its own. After every call the
-- leaves cover all time without a gap. A call that is interrupted has changed nothing, and the next one continues. To
-- attach the far leaf again PostgreSQL reads all of it, so a far leaf above half a gigabyte is not cut until it is
-- smaller. Meanwhile jobs are promoted from it as from any leaf.
CREATE OR REPLACE FUNCTION queue.cut_leaves(
    schema_name text, parent_name text, key text, step text, horizon timestamptz
) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    far_leaf CONSTANT text := parent_name || '_far';
    far_from timestamptz := (SELECT from_at FROM queue.leaves WHERE leaf = far_leaf);
    start_at timestamptz;
    portion_end timestamptz;
    step_end timestamptz;
    made int := 0;
BEGIN
    IF far_from > horizon OR pg_relation_size(format('%I.%I', schema_name, far_leaf)::regclass) > 536870912 THEN
        RETURN 0;
    END IF;
    EXECUTE format('LOCK TABLE ONLY %I.%I IN ACCESS EXCLUSIVE MODE', schema_name, parent_name);
    portion_end := queue.portion_end(schema_name, far_leaf, key);
    IF portion_end <= far_from THEN
        RETURN 0;
    END IF;
    EXECUTE format('ALTER TABLE %I.%I DETACH PARTITION %I.%I', schema_name, parent_name, schema_name, far_leaf);
    -- The first leaves begin today; the time before today goes to the past leaf.
    IF NOT EXISTS (
        SELECT FROM queue.leaves WHERE parent = parent_name AND leaf NOT IN (parent_name || '_past', far_leaf)
    ) THEN
        start_at := greatest(far_from, date_trunc(step, least(clock.now(), clock_timestamp()), 'UTC'));
        PERFORM queue.widen_past(schema_name, parent_name, key, start_at);
    ELSE
        start_at := far_from;
    END IF;
    -- More than 400 would need more locks than a server allows by default. The next call continues.
    WHILE start_at <= horizon AND made < 400 LOOP
        step_end := (date_trunc(step, start_at AT TIME ZONE 'UTC') + ('1 ' || step)::interval) AT TIME ZONE 'UTC';
        EXIT WHEN portion_end < step_end AND (made > 0 OR portion_end <= start_at);
        PERFORM queue.cut_leaf(schema_name, parent_name, key, step, start_at, least(step_end, portion_end));
        start_at := least(step_end, portion_end);
        made := made + 1;
    END LOOP;
    EXECUTE format('ALTER TABLE %I.%I ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (MAXVALUE)',
                   schema_name, parent_name, schema_name, far_leaf, start_at);
    UPDATE queue.leaves SET from_at = start_at WHERE leaf = far_leaf;
    RETURN made;
END $$;
COMMENT ON FUNCTION queue.cut_leaves(text, text, text, text, timestamptz) IS
    'Cuts leaves of one step (day or month) off a parent''s far leaf up to the horizon, and moves into them the rows '
    'of their time, some 20,000 a call. Returns how many leaves. Part of queue.roll_leaves().';

-- Rows of the same moment cannot be split: up to 100,000 of them move together, and more stay in the far leaf.
CREATE OR REPLACE FUNCTION queue.portion_end(schema_name text, far_leaf text, key text) RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
    first_at timestamptz;
    crowd_at timestamptz;
    together bigint;
BEGIN
    EXECUTE format('SELECT %3$I FROM %1$I.%2$I ORDER BY %3$I OFFSET 20000 LIMIT 1', schema_name, far_leaf, key)
        INTO crowd_at;
    EXECUTE format('SELECT min(%3$I) FROM %1$I.%2$I', schema_name, far_leaf, key) INTO first_at;
    IF crowd_at IS NULL OR first_at < crowd_at THEN
        RETURN coalesce(crowd_at, 'infinity');
    END IF;
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %1$I.%2$I WHERE %3$I <= $1 LIMIT 100001) AS bounded',
                   schema_name, far_leaf, key)
        INTO together USING crowd_at;
    RETURN CASE WHEN together <= 100000 THEN crowd_at + interval '1 microsecond' ELSE crowd_at END;
END $$;
COMMENT ON FUNCTION queue.portion_end(text, text, text) IS
    'The moment before which a far leaf holds as many rows as one call moves; infinity when it holds no more than '
    'that. Part of queue.cut_leaves().';

CREATE OR REPLACE FUNCTION queue.cut_leaf(
    schema_name text, parent_name text, key text, step text, start_at timestamptz, end_at timestamptz
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    from_utc CONSTANT timestamp := start_at AT TIME ZONE 'UTC';
    leaf_name CONSTANT text := parent_name || to_char(from_utc, CASE from_utc
        WHEN date_trunc(step, from_utc) THEN CASE step WHEN 'day' THEN '_YYYYMMDD' ELSE '_YYYYMM' END
        ELSE '_YYYYMMDD_HH24MISSUS' END);
    options text;
BEGIN
    EXECUTE format('CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES FROM (%L) TO (%L)',
                   schema_name, leaf_name, schema_name, parent_name, start_at, end_at);
    EXECUTE format('COMMENT ON TABLE %I.%I IS %L', schema_name, leaf_name,
                   format('Leaf of %s.%s from %s up to %s (UTC).',
                          schema_name, parent_name, from_utc, end_at AT TIME ZONE 'UTC'));
    options := (SELECT parents.options FROM queue.parents WHERE parent = parent_name);
    IF options IS NOT NULL THEN
        EXECUTE format('ALTER TABLE %I.%I SET (%s)', schema_name, leaf_name, options);
    END IF;
    EXECUTE format('WITH mine AS (DELETE FROM %1$I.%2$I WHERE %3$I >= $1 AND %3$I < $2 RETURNING *)
                    INSERT INTO %1$I.%4$I OVERRIDING SYSTEM VALUE SELECT * FROM mine',
                   schema_name, parent_name || '_far', key, leaf_name) USING start_at, end_at;
    INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES (parent_name, leaf_name, start_at, end_at);
END $$;
COMMENT ON FUNCTION queue.cut_leaf(text, text, text, text, timestamptz, timestamptz) IS
    'Makes one leaf and moves into it the rows of its time from the detached far leaf. Part of queue.cut_leaves().';
