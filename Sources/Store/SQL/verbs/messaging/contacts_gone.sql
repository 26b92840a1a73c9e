-- Follows contacts that were merged or erased, in the transaction that did it. After automation_follows: triggers fire
-- in the order of their names, and jobs are found by deliveries and verdicts.
-- Runs as its owner: crm decides who may merge and erase.
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
    'Unites the messages and consent of merged contacts with their survivors'', and erases those of erased ones.';

CREATE OR REPLACE TRIGGER messaging_follows
    AFTER INSERT ON crm.former_contacts
    REFERENCING NEW TABLE AS former
    FOR EACH STATEMENT EXECUTE FUNCTION messaging.follow_former_contacts();
COMMENT ON TRIGGER messaging_follows ON crm.former_contacts IS 'Messages and consent follow their contacts.';
