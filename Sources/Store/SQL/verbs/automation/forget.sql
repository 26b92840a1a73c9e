-- Drops the oldest piece of one category that has outlived its time: a leaf, or a batch of rows. One piece per call, in
-- a transaction of its own, so the next call continues after any interruption. It waits for a lock no longer than half
-- a second.
CREATE OR REPLACE FUNCTION automation.forget(category text, keep interval) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before CONSTANT timestamptz := clock.now() - keep;
BEGIN
    PERFORM automation.require_category(category);
    IF coalesce(keep < interval '1 day', true) THEN
        RAISE EXCEPTION '% are kept for a day at least', category USING ERRCODE = '22023';
    END IF;
    PERFORM set_config('lock_timeout', '500ms', true);
    RETURN coalesce(automation.forget_rows(category, before, 5000), queue.forget_leaf(category, before, 5000));
END $$;
COMMENT ON FUNCTION automation.forget(text, interval) IS
    'Drops the oldest leaf, or the oldest 5000 rows, of a category (jobs, events, history, messages, message_ids, '
    'refused, deliveries, enrollments, stages) from before clock.now() - keep. Returns what was dropped; null when '
    'nothing that old is left. Call it until it returns null.';

CREATE OR REPLACE FUNCTION automation.require_category(category text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    known CONSTANT text[] := '{jobs,events,history,messages,message_ids,refused,deliveries,enrollments,stages}';
BEGIN
    IF coalesce(category <> ALL (known), true) THEN
        RAISE EXCEPTION 'there is no category "%" of retention; there are: %', category, array_to_string(known, ', ')
            USING ERRCODE = '22023';
    END IF;
END $$;
COMMENT ON FUNCTION automation.require_category(text) IS 'Refuses a category of retention that does not exist.';

-- The categories without leaves: their keys must be unique over all time, or they are small. One statement finds and
-- deletes, so that no other row can take a ctid in between. The conditions are repeated for a row that has changed
-- since it was found.
CREATE OR REPLACE FUNCTION automation.forget_rows(category text, before timestamptz, rows_max int) RETURNS text
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    gone bigint := 0;
BEGIN
    CASE category
        WHEN 'message_ids' THEN
            DELETE FROM crm.message_ids
            WHERE ctid = ANY (ARRAY(SELECT spot FROM automation.old_rows(category, before, rows_max)));
        WHEN 'refused' THEN
            DELETE FROM crm.refused
            WHERE ctid = ANY (ARRAY(SELECT spot FROM automation.old_rows(category, before, rows_max)));
        WHEN 'deliveries' THEN
            DELETE FROM messaging.deliveries
            WHERE ctid = ANY (ARRAY(SELECT spot FROM automation.old_rows(category, before, rows_max)))
              AND state <> 'sending';
        WHEN 'enrollments' THEN
            DELETE FROM automation.enrollments
            WHERE ctid = ANY (ARRAY(SELECT spot FROM automation.old_rows(category, before, rows_max)))
              AND state = 'ended';
        WHEN 'stages' THEN
            DELETE FROM crm.stage_history
            WHERE ctid = ANY (ARRAY(SELECT spot FROM automation.old_rows(category, before, rows_max)))
              AND left_at < before;
        ELSE RETURN NULL;
    END CASE;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN CASE WHEN gone > 0 THEN queue.rows_of(automation.place_of(category), gone) END;
END $$;
COMMENT ON FUNCTION automation.forget_rows(text, timestamptz, int) IS
    'Deletes some of the oldest rows of a category that has no leaves. Returns how many, in words, or null. Part of '
    'automation.forget().';

CREATE OR REPLACE FUNCTION automation.place_of(category text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE category
    WHEN 'message_ids' THEN 'crm.message_ids'
    WHEN 'refused' THEN 'crm.refused'
    WHEN 'deliveries' THEN 'messaging.deliveries'
    WHEN 'enrollments' THEN 'automation.enrollments'
    WHEN 'stages' THEN 'crm.stage_history' END;
COMMENT ON FUNCTION automation.place_of(text) IS 'The table of a category of retention that has no leaves.';
