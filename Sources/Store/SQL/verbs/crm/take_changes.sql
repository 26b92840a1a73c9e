-- Takes the oldest changes for good: they are consumed when the caller's transaction commits. Waits while definitions are
-- being applied: what changes meanwhile is reacted to by the new ones.
CREATE OR REPLACE FUNCTION crm.take_changes(term bigint, changes_max int)
RETURNS TABLE (
    id bigint, contact_id bigint, at timestamptz, kind text, names text[], data jsonb, workflow text,
    event_id bigint, merged_from bigint
)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    PERFORM queue.require_term(term);
    PERFORM automation.lock_definitions(exclusively => false);
    RETURN QUERY
    WITH oldest AS MATERIALIZED (
        SELECT changes.ctid AS place FROM crm.changes ORDER BY id LIMIT changes_max FOR UPDATE SKIP LOCKED
    ), taken AS (
        DELETE FROM crm.changes WHERE ctid = ANY (ARRAY(SELECT place FROM oldest)) RETURNING *
    )
    SELECT taken.id, crm.present(taken.contact_id), taken.at, taken.kind, taken.names, taken.data, taken.workflow,
           taken.event_id, taken.merged_from
    FROM taken ORDER BY taken.id;
END $$;
COMMENT ON FUNCTION crm.take_changes(bigint, int) IS 'Takes up to changes_max of the oldest changes away and answers them: the caller reacts in the same transaction. A change of a contact that was merged is the survivor''s.';
