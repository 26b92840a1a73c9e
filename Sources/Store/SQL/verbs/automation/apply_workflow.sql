-- Stores what a workflow's file says. A changed definition becomes a new version.
CREATE OR REPLACE FUNCTION automation.apply_workflow(name text, definition jsonb, source text)
RETURNS int
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    latest automation.workflow_versions;
BEGIN
    SELECT * INTO latest FROM automation.workflow_versions AS known
    WHERE known.workflow = apply_workflow.name ORDER BY known.version DESC LIMIT 1;
    IF latest.definition IS DISTINCT FROM apply_workflow.definition THEN
        latest.version := coalesce(latest.version, 0) + 1;
        INSERT INTO automation.workflow_versions (workflow, version, definition, source)
        VALUES (apply_workflow.name, latest.version, apply_workflow.definition, apply_workflow.source);
    END IF;
    INSERT INTO automation.workflows AS known (name, version) VALUES (apply_workflow.name, latest.version)
    ON CONFLICT (name) DO UPDATE
        SET version = excluded.version, changed_at = clock.now(),
            state = CASE known.state WHEN 'off' THEN 'active' ELSE known.state END
        WHERE known.version <> excluded.version OR known.state = 'off';
    RETURN latest.version;
END $$;
COMMENT ON FUNCTION automation.apply_workflow(text, jsonb, text) IS
    'Stores a workflow, as a new version if its definition differs from the latest one, and makes it current. Returns '
    'the version.';
