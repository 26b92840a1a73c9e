-- Records every event as a change, whichever session wrote the row.
--
-- The trigger is on crm.events itself. A statement that names a leaf does not fire it. queue.roll_leaves() relies on
-- that when it moves events between leaves, because no workflow may react to an event twice.

CREATE OR REPLACE FUNCTION crm.note_recorded_events() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moment CONSTANT timestamptz := clock.now();
BEGIN
    INSERT INTO crm.changes (contact_id, at, kind, names, data, event_id)
    SELECT event.contact_id, moment, 'event', ARRAY[event.name], event.properties, event.id
    FROM recorded AS event
    ORDER BY event.id;

    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.note_recorded_events() IS
    'Writes one "event" change per event: its name, its number and its own data.';

CREATE OR REPLACE TRIGGER events_recorded
    AFTER INSERT ON crm.events
    REFERENCING NEW TABLE AS recorded
    FOR EACH STATEMENT EXECUTE FUNCTION crm.note_recorded_events();
COMMENT ON TRIGGER events_recorded ON crm.events IS 'Fills crm.changes, for any writer.';
