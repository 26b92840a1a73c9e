-- The traits in the messages of a batch, each by the property's own name and in its type. Writes nothing.
CREATE OR REPLACE FUNCTION crm.read_traits(messages jsonb, people bigint[]) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN (
        WITH told AS MATERIALIZED (
            SELECT subject.place, person, trait.key, trait.value,
                   coalesce(messages -> (subject.place::int - 1) ->> 'type' = 'form', false) AS is_form
            FROM unnest(people) WITH ORDINALITY AS subject (person, place)
            CROSS JOIN LATERAL (SELECT messages -> (subject.place::int - 1) -> 'traits') AS message (traits)
            CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(traits) WHEN 'object' THEN traits END) AS trait
            WHERE person IS NOT NULL
        ), meant AS MATERIALIZED (
            SELECT key, property.name, property.type, property.options
            FROM (SELECT DISTINCT key FROM told) AS keys
            CROSS JOIN LATERAL crm.property_called('contact', key) AS property
        )
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'place', place, 'person', person, 'key', key, 'name', name, 'is_form', is_form,
            'value', fit.kept, 'said', told.value,
            'problem', coalesce(
                fit.problem, crm.stage_problem(is_form, name, fit.kept, contact.lifecycle_stage)))), '[]')
        FROM told
        JOIN meant USING (key)
        CROSS JOIN LATERAL crm.fitted(type, options, crm.one_of(told.value, is_form, type)) AS fit
        LEFT JOIN crm.contacts AS contact ON contact.id = person AND is_form AND name = 'lifecycle_stage'
        WHERE name <> 'email');
END $$;
COMMENT ON FUNCTION crm.read_traits(jsonb, bigint[]) IS
    'The traits of a batch as [{place, person, key, name, value, said, problem, is_form}]. key and said: as the sender '
    'wrote them; name and value: what they mean (crm.typed); problem: why the value is refused. Each name is looked up '
    'once.';

CREATE OR REPLACE FUNCTION crm.one_of(value jsonb, is_form boolean, type text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN is_form AND type <> 'texts' AND jsonb_typeof(value) = 'array' THEN value -> -1 ELSE value END;
COMMENT ON FUNCTION crm.one_of(jsonb, boolean, text) IS
    'The last of several values that a form sends by one name, as with a hidden field and a check box, where the type '
    'holds one.';

CREATE OR REPLACE FUNCTION crm.stage_problem(is_form boolean, name text, told jsonb, present crm.lifecycle_stage)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN is_form AND name = 'lifecycle_stage'
         AND coalesce((told #>> '{}')::crm.lifecycle_stage < present, present IS NOT NULL)
        THEN 'a form only moves the stage forward'
END;
COMMENT ON FUNCTION crm.stage_problem(boolean, text, jsonb, crm.lifecycle_stage) IS
    'Why a stage from a form is refused: the contact is further. A message of the API may move it back.';
