-- An operator's automation.forget(). Calls with the same category, span and reason within an hour share one row of
-- queue.audit.
CREATE OR REPLACE FUNCTION automation.forget_now(category text, keep interval, reason text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone text;
    about CONSTANT jsonb := jsonb_build_object('category', category, 'keep', keep::text);
BEGIN
    PERFORM queue.require_reason(reason);
    gone := automation.forget(category, keep);
    IF gone IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE queue.audit SET matched = matched + 1, changed = changed + 1
    WHERE id = (
        SELECT id FROM queue.audit AS known
        WHERE known.verb = 'forget'
          AND known.subject = about
          AND known.reason = forget_now.reason
          AND known.applied_by = session_user
          AND known.applied_at > clock_timestamp() - interval '1 hour'
        ORDER BY id DESC LIMIT 1);
    IF NOT FOUND THEN
        PERFORM queue.note_act('forget', about, reason);
    END IF;
    RETURN gone;
END $$;
COMMENT ON FUNCTION automation.forget_now(text, interval, text) IS
    'Drops the oldest leaf, or the oldest 5000 rows, of a category of retention, as automation.forget() does every '
    'hour. Returns what was dropped, or null. It cannot be undone: look at automation.forgettable() first. Audited.';
