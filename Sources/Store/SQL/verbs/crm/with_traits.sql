-- The contact as it will be with new traits. Writes nothing.

CREATE OR REPLACE FUNCTION crm.with_traits(contact crm.contacts, traits jsonb, company bigint) RETURNS crm.contacts
LANGUAGE plpgsql STABLE AS $$
DECLARE
    names CONSTANT text[] := crm.trait_columns();
    wanted         crm.contacts;
BEGIN
    wanted := jsonb_populate_record(contact, (
        SELECT coalesce(jsonb_object_agg(key, value), '{}')
        FROM jsonb_each(traits)
        WHERE key = ANY (names)));

    wanted.score      := coalesce(wanted.score, 0);
    wanted.company_id := coalesce(company, contact.company_id);
    wanted.properties := crm.with_properties(coalesce(contact.properties, '{}'), traits - names - 'email');
    RETURN wanted;
END $$;
COMMENT ON FUNCTION crm.with_traits(crm.contacts, jsonb, bigint) IS
    'The contact as it will be: a trait, in its type (crm.typed), sets the column of its name (null clears it), or '
    'else a property. The e-mail is not a trait: crm.contact_for() decides it.';

CREATE OR REPLACE FUNCTION crm.trait_columns() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY['lifecycle_stage', 'score', 'first_name', 'last_name', 'phone', 'country', 'region', 'city',
                 'language', 'time_zone', 'lead_status', 'original_source']
$$;
COMMENT ON FUNCTION crm.trait_columns() IS
    'The columns of crm.contacts that a trait of the same name sets.';

CREATE OR REPLACE FUNCTION crm.with_properties(present jsonb, given jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE
        WHEN given = '{}' THEN present
        ELSE (present || given) - ARRAY(SELECT key FROM jsonb_each(given) WHERE value = 'null')
    END;
END $$;
COMMENT ON FUNCTION crm.with_properties(jsonb, jsonb) IS
    'Properties overridden by others of the same name; null removes one.';
