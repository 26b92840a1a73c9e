-- Reacts to merged and erased contacts, in the same transaction. It fires after automation_follows, because triggers
-- fire in the order of their names: automation still needs deliveries and verdicts to find jobs. Runs as its owner: crm
-- decides which callers may merge and erase.
CREATE OR REPLACE FUNCTION messaging.follow_former_contacts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    erased CONSTANT bigint[] := ARRAY(SELECT id FROM former WHERE survivor IS NULL ORDER BY id);
BEGIN
    PERFORM messaging.unite_messages(survivor, id) FROM former WHERE survivor IS NOT NULL;
    PERFORM messaging.erase_messages(erased) WHERE erased <> '{}';
    RETURN NULL;
END $$;
COMMENT ON FUNCTION messaging.follow_former_contacts() IS
    'Unites the messages and consent of merged contacts with those of their survivors, and erases those of erased '
    'contacts.';

CREATE OR REPLACE TRIGGER messaging_follows
    AFTER INSERT ON crm.former_contacts
    REFERENCING NEW TABLE AS former
    FOR EACH STATEMENT EXECUTE FUNCTION messaging.follow_former_contacts();
COMMENT ON TRIGGER messaging_follows ON crm.former_contacts IS
    'Keeps messages and consent in step with merged and erased contacts.';
