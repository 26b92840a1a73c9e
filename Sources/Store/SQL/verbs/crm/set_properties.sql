-- Sets properties of contacts, standard columns and others alike.
--
-- A null clears. A lifecycle stage only moves forward; clearing it first is the way back.
CREATE OR REPLACE FUNCTION crm.set_properties(contacts bigint[], changes jsonb)
RETURNS bigint
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    further CONSTANT jsonb := (
        SELECT coalesce(jsonb_object_agg(crm.property_name(name), value), '{}')
        FROM jsonb_each(changes - crm.trait_columns() - ARRAY['email', 'lifecycle_stage']) AS change (name, value));
    count bigint;
BEGIN
    UPDATE crm.contacts AS contact
    SET first_name      = CASE WHEN changes ? 'first_name' THEN changes ->> 'first_name' ELSE first_name END,
        last_name       = CASE WHEN changes ? 'last_name' THEN changes ->> 'last_name' ELSE last_name END,
        email           = CASE WHEN changes ? 'email' THEN changes ->> 'email' ELSE email END,
        phone           = CASE WHEN changes ? 'phone' THEN changes ->> 'phone' ELSE phone END,
        country         = CASE WHEN changes ? 'country' THEN changes ->> 'country' ELSE country END,
        region          = CASE WHEN changes ? 'region' THEN changes ->> 'region' ELSE region END,
        city            = CASE WHEN changes ? 'city' THEN changes ->> 'city' ELSE city END,
        language        = CASE WHEN changes ? 'language' THEN changes ->> 'language' ELSE language END,
        time_zone       = CASE WHEN changes ? 'time_zone' THEN changes ->> 'time_zone' ELSE time_zone END,
        lead_status     = CASE WHEN changes ? 'lead_status' THEN changes ->> 'lead_status' ELSE lead_status END,
        original_source = CASE WHEN changes ? 'original_source' THEN changes ->> 'original_source' ELSE original_source END,
        score           = CASE WHEN changes ? 'score' THEN coalesce((changes ->> 'score')::int, 0) ELSE score END,
        lifecycle_stage = CASE WHEN NOT changes ? 'lifecycle_stage' THEN lifecycle_stage
                               WHEN changes ->> 'lifecycle_stage' IS NULL THEN NULL
                               ELSE greatest(lifecycle_stage, (changes ->> 'lifecycle_stage')::crm.lifecycle_stage) END,
        properties      = jsonb_strip_nulls(properties || further)
    WHERE contact.id = ANY (ARRAY(
        SELECT id FROM crm.contacts WHERE id = ANY (set_properties.contacts) ORDER BY id FOR NO KEY UPDATE));
    GET DIAGNOSTICS count = ROW_COUNT;
    RETURN count;
END $$;
COMMENT ON FUNCTION crm.set_properties(bigint[], jsonb) IS 'Sets properties {name: value} of contacts; null clears. A lifecycle stage only moves forward. Answers how many contacts there were.';
