-- Puts aside changes that one workflow failed to react to. The caller's transaction has deleted them, so they are
-- passed in full. Each one's names are a JSON array.
CREATE OR REPLACE FUNCTION crm.put_changes_aside(
    workflow text, ids bigint[], contacts bigint[], ats timestamptz[], kinds text[], names jsonb[], data jsonb[],
    events bigint[], merges bigint[], errors text[]
) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO crm.failed_changes 
        (id, contact_id, at, kind, names, data, event_id, merged_from, workflow, failed_at, error)
    SELECT change.id, change.contact_id, change.at, change.kind, ARRAY(SELECT jsonb_array_elements_text(change.names)),
           change.data, change.event_id, change.merged_from, put_changes_aside.workflow, clock.now(), change.error
    FROM unnest(ids, contacts, ats, kinds, names, data, events, merges, errors)
        AS change (id, contact_id, at, kind, names, data, event_id, merged_from, error);
$$;
COMMENT ON FUNCTION crm.put_changes_aside(
    text, bigint[], bigint[], timestamptz[], text[], jsonb[], jsonb[], bigint[], bigint[], text[]) IS
    'Stores changes in crm.failed_changes, each with the error in which the workflow''s reaction ended. Part of the '
    'coordinator.';
