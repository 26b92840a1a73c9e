-- Maintains automation.counters: every line of the history and every move of an enrollment is counted in the same
-- transaction.
--
-- Each statement appends its sums to automation.counter_increments, and automation.fold_counters() adds them up. So two
-- transactions that count the same thing do not wait for each other. Triggers do it instead of the verbs, so that no
-- writer can forget it.
CREATE OR REPLACE FUNCTION automation.counted_reason(what text, detail text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN what IN ('not enrolled', 'branched', 'sends') THEN left(detail, 100)
    WHEN what IN ('ended', 'not sent') THEN left(split_part(detail, ':', 1), 100)
    WHEN what = 'sent' AND detail LIKE 'in doubt%' THEN 'in doubt' END;
COMMENT ON FUNCTION automation.counted_reason(text, text) IS
    'The reason by which a line of the history is counted, besides its step: why a contact was not enrolled, an '
    'enrollment ended or a message was not sent; which way a branch went; which e-mail is sent; whether it is in '
    'doubt. Otherwise null.';

CREATE OR REPLACE FUNCTION automation.count_history() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET jit = off AS $$
BEGIN
    INSERT INTO automation.counter_increments (workflow, version, step, what, reason, day, times)
    SELECT workflow, version, step, what, automation.counted_reason(what, detail), (at AT TIME ZONE 'UTC')::date,
           count(*)
    FROM added
    GROUP BY 1, 2, 3, 4, 5, 6;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION automation.count_history() IS 'Counts the lines that a statement adds to automation.history.';

CREATE OR REPLACE TRIGGER history_counted AFTER INSERT ON automation.history
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION automation.count_history();
COMMENT ON TRIGGER history_counted ON automation.history IS 'Adds to automation.counters.';

CREATE OR REPLACE FUNCTION automation.count_arrivals() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET jit = off AS $$
BEGIN
    INSERT INTO automation.counter_increments (workflow, version, step, what, day, times)
    SELECT workflow, version, step, 'arrived', (clock.now() AT TIME ZONE 'UTC')::date, count(*)
    FROM added
    WHERE state = 'active'
    GROUP BY workflow, version, step;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION automation.count_arrivals() IS 'Counts the enrollments that begin, at their first step.';

CREATE OR REPLACE TRIGGER enrollments_begun AFTER INSERT ON automation.enrollments
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION automation.count_arrivals();
COMMENT ON TRIGGER enrollments_begun ON automation.enrollments IS 'Adds to automation.counters.';

-- An enrollment moves when its step, its state or, by an operator's statement, its workflow changes. A change of its
-- contact is not counted, so a merge moves nothing.
CREATE OR REPLACE FUNCTION automation.count_moves() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET jit = off AS $$
BEGIN
    INSERT INTO automation.counter_increments (workflow, version, step, what, day, times)
    SELECT moved.workflow, moved.version, moved.step, moved.what, (clock.now() AT TIME ZONE 'UTC')::date, count(*)
    FROM before
    JOIN after USING (id)
    CROSS JOIN LATERAL (VALUES
        (before.workflow, before.version, before.step, 'departed', before.state),
        (after.workflow, after.version, after.step, 'arrived', after.state)
    ) AS moved (workflow, version, step, what, state)
    WHERE (before.workflow, before.version, before.step, before.state)
              IS DISTINCT FROM (after.workflow, after.version, after.step, after.state)
      AND moved.state = 'active'
    GROUP BY moved.workflow, moved.version, moved.step, moved.what;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION automation.count_moves() IS 'Counts enrollments that depart from a step or arrive at one.';

CREATE OR REPLACE TRIGGER enrollments_moved AFTER UPDATE ON automation.enrollments
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION automation.count_moves();
COMMENT ON TRIGGER enrollments_moved ON automation.enrollments IS 'Adds to automation.counters.';
