-- Makes two ids mean one person (the alias call).
CREATE OR REPLACE FUNCTION crm.alias(previous_id text, user_id text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    account  CONSTANT text := crm.real_id(user_id);
    previous CONSTANT text := crm.real_id(previous_id);
    former   CONSTANT bigint := coalesce(
        (crm.contact_named('anonymous', previous)).id,
        (crm.contact_named('user', previous)).id);
    survivor bigint := coalesce((crm.contact_named('user', account)).id, former);
BEGIN
    IF account IS NULL OR previous IS NULL THEN
        RETURN NULL;
    END IF;
    survivor := coalesce(survivor, crm.create_contact(NULL));
    IF former <> survivor THEN
        PERFORM crm.merge(survivor, former);
    END IF;

    PERFORM crm.name_contact(survivor, 'user', account);
    IF former IS NULL THEN
        PERFORM crm.name_contact(survivor, 'anonymous', previous);
    END IF;
    RETURN survivor;
END $$;
COMMENT ON FUNCTION crm.alias(text, text) IS
    'From now on previous_id means the contact of user_id: two contacts are merged, and that of user_id survives. '
    'Null, and no change, when crm.real_id() refuses one of the ids.';
