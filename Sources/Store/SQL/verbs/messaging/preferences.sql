-- The topics that a contact may choose from, for the page that its messages link to.
CREATE OR REPLACE FUNCTION messaging.preferences(contact bigint)
RETURNS TABLE (topic text, label text, description text, state text)
LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    person CONSTANT bigint := crm.present(contact);
    address CONSTANT text := (SELECT email FROM crm.contacts WHERE id = person);
BEGIN
    RETURN QUERY
    WITH known AS (
        SELECT name, label, description, position FROM messaging.topics
        UNION ALL
        SELECT DISTINCT email.topic, email.topic, '', 1000000 FROM messaging.emails AS email
        WHERE email.current AND email.kind = 'marketing'
          AND NOT EXISTS (SELECT FROM messaging.topics WHERE name = email.topic)
    )
    SELECT name, known.label, known.description, messaging.consent(person, address, name)
    FROM known
    WHERE EXISTS (SELECT FROM crm.contacts WHERE id = person)
    ORDER BY position, name;
END $$;
COMMENT ON FUNCTION messaging.preferences(bigint) IS
    'Every topic with the state of a contact''s consent to it: granted, withdrawn, assumed or never asked. No row for '
    'a contact that no longer exists.';
