-- Records when each contact entered and left each lifecycle stage, whichever session changed it.

CREATE OR REPLACE FUNCTION crm.note_first_stages() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moment CONSTANT timestamptz := clock.now();
BEGIN
    INSERT INTO crm.stage_history (contact_id, stage, entered_at)
    SELECT contact.id, contact.lifecycle_stage, moment
    FROM created AS contact
    WHERE contact.lifecycle_stage IS NOT NULL;

    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.note_first_stages() IS
    'Opens a row of crm.stage_history for each contact that is created with a stage.';

-- Uses a hash join, as crm.note_updated_contacts() does. Finds the rows of the history by their contact.
CREATE OR REPLACE FUNCTION crm.note_changed_stages() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off SET enable_seqscan = off SET jit = off AS $$
DECLARE
    moment CONSTANT timestamptz := clock.now();
BEGIN
    WITH moved AS MATERIALIZED (
        SELECT present.id, present.lifecycle_stage AS stage
        FROM before AS former
        JOIN after AS present USING (id)
        WHERE former.lifecycle_stage IS DISTINCT FROM present.lifecycle_stage
    ), closed AS (
        UPDATE crm.stage_history SET left_at = moment
        WHERE contact_id = ANY (ARRAY(SELECT id FROM moved)) AND left_at IS NULL
    )
    INSERT INTO crm.stage_history (contact_id, stage, entered_at)
    SELECT id, stage, moment FROM moved WHERE stage IS NOT NULL;

    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.note_changed_stages() IS 'Closes the row of the old stage and opens one for the new stage.';

CREATE OR REPLACE TRIGGER contacts_first_stages
    AFTER INSERT ON crm.contacts
    REFERENCING NEW TABLE AS created
    FOR EACH STATEMENT EXECUTE FUNCTION crm.note_first_stages();
COMMENT ON TRIGGER contacts_first_stages ON crm.contacts IS 'Fills crm.stage_history, for any writer.';

CREATE OR REPLACE TRIGGER contacts_changed_stages
    AFTER UPDATE ON crm.contacts
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION crm.note_changed_stages();
COMMENT ON TRIGGER contacts_changed_stages ON crm.contacts IS 'Fills crm.stage_history, for any writer.';
