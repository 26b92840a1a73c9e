-- A contact that is deleted is erased, whoever deleted the row.
--
-- Runs as its owner: deleting the row is enough, no further right is needed. What other schemas know of the contact
-- goes by their triggers on crm.former_contacts.
CREATE OR REPLACE FUNCTION crm.erase_deleted_contacts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    people CONSTANT bigint[] := ARRAY(
        SELECT gone.id FROM deleted AS gone
        WHERE NOT EXISTS (
            SELECT FROM crm.former_contacts AS merged
            WHERE merged.id = gone.id AND merged.survivor IS NOT NULL)
        ORDER BY gone.id);
    numbers CONSTANT bigint[] := people || ARRAY(SELECT id FROM crm.former_contacts WHERE survivor = ANY (people));
BEGIN
    IF people = '{}' THEN
        RETURN NULL;
    END IF;
    -- Who was merged into an erased contact is erased with it.
    UPDATE crm.former_contacts SET survivor = NULL WHERE survivor = ANY (people);
    DELETE FROM crm.former_contacts WHERE id = ANY (people);
    INSERT INTO crm.former_contacts (id, address_hash)
    SELECT gone.id, crm.address_hash(gone.email) FROM deleted AS gone WHERE gone.id = ANY (people) ORDER BY gone.id;
    DELETE FROM crm.events WHERE contact_id = ANY (people);
    DELETE FROM crm.value_changes WHERE contact_id = ANY (people);
    DELETE FROM crm.stage_history WHERE contact_id = ANY (people);
    DELETE FROM crm.changes WHERE contact_id = ANY (numbers);
    DELETE FROM crm.failed_changes WHERE contact_id = ANY (numbers);
    DELETE FROM crm.refused WHERE contact_id = ANY (numbers);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.erase_deleted_contacts() IS
    'Removes everything the schema crm knows of deleted contacts, and keeps their numbers and the keyed hashes of '
    'their addresses. Contacts that were merged leave no more than they had.';

CREATE OR REPLACE TRIGGER contacts_deleted
    AFTER DELETE ON crm.contacts
    REFERENCING OLD TABLE AS deleted
    FOR EACH STATEMENT EXECUTE FUNCTION crm.erase_deleted_contacts();
COMMENT ON TRIGGER contacts_deleted ON crm.contacts IS 'Erases a deleted contact everywhere, for any writer.';
