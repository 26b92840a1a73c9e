-- The names of erased contacts, for the erasure that follows.
--
-- They go with the row of their contact. Only a trigger before the deletion of each comes in time: those after it wait
-- until the erasure is over.
-- Runs as its owner: deleting the contact is enough, no further right is needed.
CREATE OR REPLACE FUNCTION crm.note_erased_identity() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM crm.contacts WHERE id = OLD.contact_id) THEN
        PERFORM crm.note_erased_words(ARRAY[OLD.contact_id], jsonb_build_array(jsonb_build_object(
            'contact', OLD.contact_id, 'word', OLD.value, 'is_telling', true)));
    END IF;
    RETURN OLD;
END $$;
COMMENT ON FUNCTION crm.note_erased_identity() IS
    'Notes the name of a contact that is gone in crm.erasing. A name that is merely taken away is not noted.';

CREATE OR REPLACE TRIGGER identities_deleted
    BEFORE DELETE ON crm.identities
    FOR EACH ROW EXECUTE FUNCTION crm.note_erased_identity();
COMMENT ON TRIGGER identities_deleted ON crm.identities IS 'Tells the erasure of a contact what it was called.';
