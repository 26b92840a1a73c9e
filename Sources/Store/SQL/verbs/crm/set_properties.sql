-- Sets properties of contacts, standard columns and others.
--
-- A null clears. A lifecycle stage only moves forward; to move it back, clear it first. A value that does not fit its
-- property is left out and listed in crm.refused.
CREATE OR REPLACE FUNCTION crm.set_properties(contacts bigint[], changes jsonb)
RETURNS bigint
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    told CONSTANT jsonb := crm.settled('contact', contacts, changes);
    count         bigint;
BEGIN
    UPDATE crm.contacts AS contact
    SET first_name      = CASE WHEN told ? 'first_name' THEN told ->> 'first_name' ELSE first_name END,
        last_name       = CASE WHEN told ? 'last_name' THEN told ->> 'last_name' ELSE last_name END,
        email           = CASE WHEN told ? 'email' THEN told ->> 'email' ELSE email END,
        phone           = CASE WHEN told ? 'phone' THEN told ->> 'phone' ELSE phone END,
        country         = CASE WHEN told ? 'country' THEN told ->> 'country' ELSE country END,
        region          = CASE WHEN told ? 'region' THEN told ->> 'region' ELSE region END,
        city            = CASE WHEN told ? 'city' THEN told ->> 'city' ELSE city END,
        language        = CASE WHEN told ? 'language' THEN told ->> 'language' ELSE language END,
        time_zone       = CASE WHEN told ? 'time_zone' THEN told ->> 'time_zone' ELSE time_zone END,
        lead_status     = CASE WHEN told ? 'lead_status' THEN told ->> 'lead_status' ELSE lead_status END,
        original_source = CASE WHEN told ? 'original_source' THEN told ->> 'original_source' ELSE original_source END,
        score           = CASE WHEN told ? 'score' THEN coalesce((told ->> 'score')::int, 0) ELSE score END,
        lifecycle_stage = CASE
            WHEN NOT told ? 'lifecycle_stage' THEN lifecycle_stage
            WHEN told ->> 'lifecycle_stage' IS NULL THEN NULL
            ELSE greatest(lifecycle_stage, (told ->> 'lifecycle_stage')::crm.lifecycle_stage)
        END,
        properties      = crm.with_properties(properties, told - crm.trait_columns() - 'email')
    WHERE contact.id = ANY (ARRAY(
        SELECT id
        FROM crm.contacts
        WHERE id = ANY (set_properties.contacts)
        ORDER BY id
        FOR NO KEY UPDATE));
    GET DIAGNOSTICS count = ROW_COUNT;
    RETURN count;
END $$;
COMMENT ON FUNCTION crm.set_properties(bigint[], jsonb) IS
    'Sets properties {name: value} of contacts, each in its type (crm.typed); null clears. A lifecycle stage only '
    'moves forward. Returns the number of contacts.';

CREATE OR REPLACE FUNCTION crm.settled(object text, contacts bigint[], changes jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    told     jsonb;
    refusals jsonb;
BEGIN
    SELECT coalesce(jsonb_object_agg(property.name, kept) FILTER (WHERE problem IS NULL), '{}'),
           jsonb_agg(jsonb_build_object(
               'contact', CASE cardinality(contacts) WHEN 1 THEN contacts[1] END,
               'field', given.key, 'why', problem, 'value', given.value #>> '{}')) FILTER (WHERE problem IS NOT NULL)
    INTO told, refusals
    FROM jsonb_each(changes) AS given
    CROSS JOIN LATERAL crm.typed(object, given.key, given.value) AS property;
    IF refusals IS NOT NULL THEN
        PERFORM crm.refuse('workflow', refusals);
    END IF;
    RETURN told;
END $$;
COMMENT ON FUNCTION crm.settled(text, bigint[], jsonb) IS
    'Changes by the properties'' own names and in their types. What does not fit is left out and listed in '
    'crm.refused, with the contact when there is only one.';
