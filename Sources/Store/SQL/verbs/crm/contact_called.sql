-- Finds a contact by what an operator types at a command line.
CREATE OR REPLACE FUNCTION crm.contact_called(name text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    found bigint;
BEGIN
    found := CASE
        WHEN name ~ '^[0-9]{1,18}$' THEN (SELECT id FROM crm.contacts WHERE id = crm.present(name::bigint))
        WHEN position('@' IN name) > 0 THEN (crm.contact_mailed(name)).id
        ELSE (crm.contact_named('user', name)).id
    END;
    IF found IS NULL THEN
        RAISE EXCEPTION 'there is no contact "%"', name
            USING ERRCODE = '22023', HINT = 'Name it by its number, its e-mail address or its user id.';
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION crm.contact_called(text) IS
    'The number of the contact with this number, e-mail address or user id; raises an error when there is none.';
