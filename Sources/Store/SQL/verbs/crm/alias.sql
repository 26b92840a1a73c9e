-- Two names, one person (the alias call).

CREATE OR REPLACE FUNCTION crm.alias(previous_id text, user_id text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    survivor bigint := (crm.contact_named('user', user_id)).id;
    former   bigint := coalesce((crm.contact_named('anonymous', previous_id)).id,
                                (crm.contact_named('user', previous_id)).id);
BEGIN
    survivor := coalesce(survivor, former, crm.create_contact(NULL));

    UPDATE crm.identities SET contact_id = survivor WHERE contact_id = former AND former <> survivor;

    PERFORM crm.name_contact(survivor, 'user', user_id);
    IF former IS NULL THEN
        PERFORM crm.name_contact(survivor, 'anonymous', previous_id);
    END IF;
    RETURN survivor;
END $$;
COMMENT ON FUNCTION crm.alias(text, text) IS
    'From now on everything called previous_id means the contact of user_id, who survives when both exist. What the other contact did stays with it.';
