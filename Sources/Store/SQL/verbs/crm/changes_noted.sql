-- Notifies the leader of changes, whichever session wrote them.

CREATE OR REPLACE FUNCTION crm.tell_of_changes() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM noted) THEN
        PERFORM queue.wake_leader();
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.tell_of_changes() IS 'Notifies the leading coordinator, if it listens, that there are changes.';

CREATE OR REPLACE TRIGGER changes_noted
    AFTER INSERT ON crm.changes
    REFERENCING NEW TABLE AS noted
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tell_of_changes();
COMMENT ON TRIGGER changes_noted ON crm.changes IS 'Wakes the coordinator, for any writer.';
