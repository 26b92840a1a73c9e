-- What a contact looks like after it has been told something about. Decides only; writes nothing.

CREATE OR REPLACE FUNCTION crm.with_traits(contact crm.contacts, traits jsonb, company bigint) RETURNS crm.contacts
LANGUAGE plpgsql STABLE AS $$
DECLARE
    names CONSTANT text[] := crm.trait_columns();
    wanted         crm.contacts;
BEGIN
    wanted := jsonb_populate_record(contact, (
        SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(traits) WHERE key = ANY (names)));

    wanted.score           := coalesce(wanted.score, 0);
    wanted.country         := CASE length(wanted.country) WHEN 2 THEN upper(wanted.country) ELSE wanted.country END;
    wanted.lifecycle_stage := greatest(contact.lifecycle_stage, (traits ->> 'lifecycle_stage')::crm.lifecycle_stage);
    wanted.company_id      := coalesce(company, contact.company_id);
    wanted.properties      := crm.with_properties(
        'contact', coalesce(contact.properties, '{}'), traits - names - 'lifecycle_stage' - 'email');
    RETURN wanted;
END $$;
COMMENT ON FUNCTION crm.with_traits(crm.contacts, jsonb, bigint) IS
    'The contact as it will be: traits named like a column set it (null clears it), all others are properties, and the stage only moves forward. The e-mail is not a trait: crm.contact_for decides it.';

CREATE OR REPLACE FUNCTION crm.trait_columns() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY['score', 'first_name', 'last_name', 'phone', 'country', 'region', 'city', 'language', 'time_zone',
                 'lead_status', 'original_source']
$$;
COMMENT ON FUNCTION crm.trait_columns() IS 'The columns of crm.contacts that a trait of the same name sets.';

CREATE OR REPLACE FUNCTION crm.with_properties(subject text, present jsonb, given jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN given = '{}' THEN present ELSE (
        SELECT (present || coalesce(jsonb_object_agg(said.name, crm.typed_value(declared.type, value)), '{}'))
               - coalesce(array_agg(said.name) FILTER (WHERE value = 'null'), '{}')
        FROM jsonb_each(given) AS brought (name, value)
        CROSS JOIN LATERAL crm.property_name(brought.name) AS said (name)
        LEFT JOIN crm.properties AS declared ON declared.object = subject AND declared.name = said.name
    ) END;
END $$;
COMMENT ON FUNCTION crm.with_properties(text, jsonb, jsonb) IS
    'Properties with others laid over them by key; null removes one. A text is read as what crm.properties declares. A name that a column has is kept apart (crm.property_name).';

-- Templates and exports show columns and properties as one object: a sender's own "id" must never be taken for ours.
CREATE OR REPLACE FUNCTION crm.property_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN name IN ('id', 'created_at', 'updated_at', 'company_id', 'owner_id', 'email', 'properties')
        THEN 'given_' || name ELSE name END
$$;
COMMENT ON FUNCTION crm.property_name(text) IS
    'The name under which a property is kept: its own, but given_id for id, and likewise for the other columns that only Relance writes.';

CREATE OR REPLACE FUNCTION crm.typed_value(type text, value jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN jsonb_typeof(value) <> 'string' THEN value
        WHEN type = 'number' AND value #>> '{}' ~ '^-?[0-9]{1,15}([.][0-9]{1,15})?$' THEN to_jsonb((value #>> '{}')::numeric)
        WHEN type = 'boolean' AND crm.truth(value #>> '{}') IS NOT NULL THEN to_jsonb(crm.truth(value #>> '{}'))
        ELSE value
    END
$$;
COMMENT ON FUNCTION crm.typed_value(text, jsonb) IS
    'What a form or a file says in text, in the declared type: "12" becomes 12 for a number. Anything unreadable stays as it is.';
