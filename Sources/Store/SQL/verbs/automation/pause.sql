-- Pauses a workflow: it enrolls no contact, and its enrollments wait where they are. Runs as its owner, because
-- operators may not write the tables themselves.
CREATE OR REPLACE FUNCTION automation.pause(workflow text, reason text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_reason(reason);
    UPDATE automation.workflows
    SET state = 'paused', paused_reason = reason, changed_at = clock.now()
    WHERE name = workflow AND state = 'active';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no active workflow "%"', workflow USING ERRCODE = '22023';
    END IF;
    PERFORM queue.note_act('pause', jsonb_build_object('workflow', workflow), reason);
    RETURN format('workflow %s is paused: %s', workflow, reason);
END $$;
COMMENT ON FUNCTION automation.pause(text, text) IS
    'Pauses a workflow: it enrolls no contact, and its enrollments wait where they are until automation.resume(). '
    'Audited.';
