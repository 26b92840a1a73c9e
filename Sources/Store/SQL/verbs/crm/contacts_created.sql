-- Records every new contact as a change, whichever session wrote the row.

CREATE OR REPLACE FUNCTION crm.note_created_contacts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moment CONSTANT timestamptz := clock.now();
BEGIN
    INSERT INTO crm.changes (contact_id, at, kind, names)
    SELECT contact.id, moment, 'created', ARRAY(
        SELECT CASE key WHEN 'company_id' THEN 'company' WHEN 'owner_id' THEN 'owner' ELSE key END
        FROM jsonb_each(to_jsonb(contact) - 'id' - 'updated_at' - 'properties')
        WHERE value <> 'null'
        UNION ALL
        SELECT jsonb_object_keys(contact.properties))
    FROM created AS contact
    ORDER BY contact.id;

    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.note_created_contacts() IS
    'Writes one "created" change per new contact. Its names are the columns and properties that have a value, as '
    'filters name them: company and owner without "_id".';

CREATE OR REPLACE TRIGGER contacts_created
    AFTER INSERT ON crm.contacts
    REFERENCING NEW TABLE AS created
    FOR EACH STATEMENT EXECUTE FUNCTION crm.note_created_contacts();
COMMENT ON TRIGGER contacts_created ON crm.contacts IS 'Fills crm.changes, for any writer.';
