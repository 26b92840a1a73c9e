-- Records the identities of erased contacts, for the erasure that follows.
--
-- They are deleted by cascade with their contact. An AFTER trigger would come too late: it runs when the erasure is
-- over. So this is a BEFORE trigger per row. Runs as its owner: the right to delete the contact is enough.
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
    'Stores the identity of a deleted contact in crm.erasing. Does nothing when only the identity is deleted.';

CREATE OR REPLACE TRIGGER identities_deleted
    BEFORE DELETE ON crm.identities
    FOR EACH ROW EXECUTE FUNCTION crm.note_erased_identity();
COMMENT ON TRIGGER identities_deleted ON crm.identities IS 'Gives the erasure of a contact the contact''s identities.';
