-- Gives changes that were put aside back to the workflows that failed on them. Runs as its owner, because operators may
-- not write the tables themselves.
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
    'Tries the failed reactions of one workflow again (crm.failed_changes), or of all. Returns how many. A reaction '
    'that fails again is put aside again.';
