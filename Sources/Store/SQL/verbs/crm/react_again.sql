-- Has changes that were put aside reacted to once more, each by the workflow that owes it, and by no other.
-- Runs as its owner: operators act through such verbs alone.
CREATE OR REPLACE FUNCTION crm.react_again(workflow text DEFAULT NULL) RETURNS int
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    count int;
BEGIN
    WITH again AS (
        DELETE FROM crm.failed_changes
        WHERE react_again.workflow IS NULL OR failed_changes.workflow = react_again.workflow
        RETURNING *
    )
    INSERT INTO crm.changes (contact_id, at, kind, names, data, workflow, event_id, merged_from)
    SELECT contact_id, at, kind, names, data, again.workflow, event_id, merged_from FROM again ORDER BY id;
    GET DIAGNOSTICS count = ROW_COUNT;
    RETURN count;
END $$;
COMMENT ON FUNCTION crm.react_again(text) IS
    'Tries again what stands in crm.failed_changes for a workflow, or for all; answers how many. What fails again is '
    'put aside again.';
