-- Puts the oldest change aside, with the error that reacting to it ends in.
CREATE OR REPLACE FUNCTION crm.put_change_aside(term bigint, error text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM queue.require_term(term);
    WITH oldest AS (
        DELETE FROM crm.changes WHERE id = (SELECT min(id) FROM crm.changes) RETURNING *
    )
    INSERT INTO crm.failed_changes (id, contact_id, at, kind, names, data, failed_at, error)
    SELECT id, contact_id, at, kind, names, data, clock.now(), put_change_aside.error FROM oldest;
END $$;
COMMENT ON FUNCTION crm.put_change_aside(bigint, text) IS 'Moves the oldest change to crm.failed_changes, with the error, so that it holds up nobody else.';
