-- Reacts to merged and erased contacts, in the same transaction. Runs as its owner: crm decides which callers may merge
-- and erase.
CREATE OR REPLACE FUNCTION automation.follow_former_contacts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    erased CONSTANT bigint[] := ARRAY(SELECT id FROM former WHERE survivor IS NULL ORDER BY id);
BEGIN
    PERFORM automation.unite_walks(survivor, id) FROM former WHERE survivor IS NOT NULL;
    PERFORM automation.erase_walks(erased) WHERE erased <> '{}';
    RETURN NULL;
END $$;
COMMENT ON FUNCTION automation.follow_former_contacts() IS
    'Unites the enrollments of merged contacts with those of their survivors, and erases those of erased contacts.';

CREATE OR REPLACE TRIGGER automation_follows
    AFTER INSERT ON crm.former_contacts
    REFERENCING NEW TABLE AS former
    FOR EACH STATEMENT EXECUTE FUNCTION automation.follow_former_contacts();
COMMENT ON TRIGGER automation_follows ON crm.former_contacts IS
    'Keeps enrollments in step with merged and erased contacts.';
