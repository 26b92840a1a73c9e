-- Declares a kind of job that may be enqueued, with the shape of its payload, or changes it. Jobs already enqueued keep
-- their payload. Runs as its owner, because operators may not write the tables themselves.
CREATE OR REPLACE FUNCTION queue.declare_kind(
    queue text, kind text, description text, payload jsonb DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM queue.queues WHERE name = declare_kind.queue) THEN
        RAISE EXCEPTION 'there is no queue "%"', declare_kind.queue
            USING ERRCODE = '22023', HINT = 'SELECT queue.declare_queue(name, description);';
    ELSIF EXISTS (SELECT FROM queue.kinds WHERE queue = declare_kind.queue AND internal) THEN
        RAISE EXCEPTION 'queue "%" is Relance''s own, and its workers know no other kinds', declare_kind.queue
            USING ERRCODE = '22023', HINT = 'Declare one of your own: SELECT queue.declare_queue(name, description);';
    ELSIF NOT coalesce(kind ~ '^[a-z][a-z0-9_.-]{0,62}$', false) OR coalesce(trim(description), '') = '' THEN
        RAISE EXCEPTION 'a kind needs a name of lower-case letters, digits, "_", "." and "-", and a description'
            USING ERRCODE = '22023';
    END IF;
    INSERT INTO queue.kinds AS known (queue, kind, description, payload, fits, members)
    VALUES (
        declare_kind.queue, declare_kind.kind, declare_kind.description, declare_kind.payload,
        queue.fit_for(declare_kind.payload),
        CASE WHEN payload -> 'additionalProperties' = 'false'
             THEN ARRAY(SELECT jsonb_object_keys(payload -> 'properties')) END
    )
    ON CONFLICT (queue, kind) DO UPDATE
    SET description = excluded.description, payload = excluded.payload, fits = excluded.fits, members = excluded.members
    WHERE (known.description, known.payload, known.fits::text, known.members)
          IS DISTINCT FROM (excluded.description, excluded.payload, excluded.fits::text, excluded.members);
    IF FOUND THEN
        PERFORM queue.note_act(
            'declare', jsonb_build_object('queue', queue, 'kind', kind, 'payload', payload), description);
    END IF;
END $$;
COMMENT ON FUNCTION queue.declare_kind(text, text, text, jsonb) IS
    'Declares a kind of job, or changes it. payload: its shape in JSON Schema: {"type": "object", "required": […], '
    '"properties": {name: {"type", "description", "enum", "minimum", "maximum"}}, "additionalProperties": false}; null '
    'accepts any object. Audited.';

-- Makes the predicate that a payload of this shape satisfies. Evaluating it costs a hundredth of reading the shape. It
-- does not look for unknown members, which is slow in a predicate: queue.kinds.members lists the allowed ones.
CREATE OR REPLACE FUNCTION queue.fit_for(shape jsonb) RETURNS jsonpath
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    problem text := queue.shape_error(shape);
BEGIN
    IF problem IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = problem;
    ELSIF shape IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN (
        SELECT coalesce(string_agg(condition, ' && '), '$.type() == "object"')::jsonpath
        FROM (
            -- A member that is declared needs no exists(): its type condition fails when it is missing.
            SELECT format('exists($.%s)', to_json(name)) FROM jsonb_array_elements_text(shape -> 'required') AS name
            WHERE NOT coalesce(shape -> 'properties' ? name, false)
            UNION ALL
            SELECT format(
                CASE
                    WHEN coalesce(shape -> 'required' ? name, false) THEN '(%2$s)'
                    ELSE '(!exists($.%1$s) || (%2$s))' END,
                to_json(name),
                concat_ws(
                    ' && ',
                    CASE rule ->> 'type'
                        WHEN 'integer'
                            THEN format('$.%1$s.type() == "number" && $.%1$s.floor() == $.%1$s', to_json(name))
                        ELSE format('$.%s.type() == %s', to_json(name), rule -> 'type') END,
                    CASE WHEN rule ? 'minimum' THEN format('$.%s >= %s', to_json(name), rule -> 'minimum') END,
                    CASE WHEN rule ? 'maximum' THEN format('$.%s <= %s', to_json(name), rule -> 'maximum') END,
                    CASE WHEN rule ? 'enum' THEN (
                        SELECT format('(%s)', string_agg(format('$.%s == %s', to_json(name), choice), ' || '))
                        FROM jsonb_array_elements(rule -> 'enum') AS choice) END))
            FROM jsonb_each(shape -> 'properties') AS declared (name, rule)
        ) AS conditions (condition));
END $$;
COMMENT ON FUNCTION queue.fit_for(jsonb) IS
    'The predicate of a shape, for queue.kinds.fits. Raises an error that names what it does not understand of JSON '
    'Schema. Part of queue.declare_kind().';

CREATE OR REPLACE FUNCTION queue.shape_error(shape jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN shape IS NULL THEN NULL
        WHEN shape ->> 'type' IS DISTINCT FROM 'object' THEN 'a shape begins with {"type": "object"}'
        WHEN shape - '{type,description,required,properties,additionalProperties}'::text[] <> '{}'
            THEN format('"%s" is not understood in a shape', (
                SELECT min(key) FROM jsonb_object_keys(
                    shape - '{type,description,required,properties,additionalProperties}'::text[]) AS key))
        WHEN jsonb_typeof(coalesce(shape -> 'required', '[]')) <> 'array'
             OR shape @? 'strict $.required[*] ? (@.type() != "string")'
            THEN 'required must be a list of names'
        WHEN jsonb_typeof(coalesce(shape -> 'properties', '{}')) <> 'object' THEN 'properties must be an object'
        WHEN jsonb_typeof(coalesce(shape -> 'additionalProperties', 'false')) <> 'boolean'
            THEN 'additionalProperties must be true or false'
        ELSE (
            SELECT CASE
                WHEN jsonb_typeof(rule) <> 'object' THEN format('%s: must be an object', name)
                WHEN rule - '{type,description,enum,minimum,maximum}'::text[] <> '{}'
                    THEN format('%s: "%s" is not understood', name, (
                        SELECT min(key)
                        FROM jsonb_object_keys(rule - '{type,description,enum,minimum,maximum}'::text[]) AS key))
                WHEN coalesce(rule ->> 'type', '') <> ALL ('{string,number,integer,boolean,object,array}'::text[])
                    THEN format('%s: type must be string, number, integer, boolean, object or array', name)
                WHEN rule ? 'enum' AND rule ->> 'type' IN ('object', 'array')
                    THEN format('%s: only texts, numbers and booleans have an enum', name)
                WHEN jsonb_typeof(coalesce(rule -> 'enum', '[1]')) <> 'array'
                     OR rule -> 'enum' = '[]'
                     OR rule @? 'strict $.enum[*] ? (@.type() == "object" || @.type() == "array")'
                    THEN format('%s: enum must be a list of values', name)
                WHEN (rule ? 'minimum' OR rule ? 'maximum')
                     AND coalesce(rule ->> 'type', '') NOT IN ('number', 'integer')
                    THEN format('%s: only numbers have a minimum and a maximum', name)
                WHEN jsonb_typeof(coalesce(rule -> 'minimum', '1')) <> 'number'
                     OR jsonb_typeof(coalesce(rule -> 'maximum', '1')) <> 'number'
                    THEN format('%s: minimum and maximum must be numbers', name)
                END AS mistake
            FROM jsonb_each(
                CASE jsonb_typeof(shape -> 'properties') WHEN 'object' THEN shape -> 'properties' END
            ) AS declared (name, rule)
            ORDER BY mistake LIMIT 1)
        END;
$$;
COMMENT ON FUNCTION queue.shape_error(jsonb) IS
    'What of a shape is not understood; null when all of it is. Part of queue.fit_for().';
