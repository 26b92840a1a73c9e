-- Why a payload does not have the shape its kind declares, naming the field; null when it has.
--
-- It agrees with the predicate of queue.fit_for(). The predicate is evaluated first, because it is faster; this
-- function explains.
CREATE OR REPLACE FUNCTION queue.payload_error(payload jsonb, shape jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT mistake FROM (
        SELECT 1, name, format('payload.%s is missing', name)
        FROM jsonb_array_elements_text(coalesce(shape -> 'required', '[]')) AS name WHERE NOT payload ? name
        UNION ALL
        SELECT 2, name, format('payload.%s is not known; there %s', name,
            coalesce((SELECT 'are: ' || string_agg(known, ', ' ORDER BY known)
                      FROM jsonb_object_keys(shape -> 'properties') AS known), 'is nothing'))
        FROM jsonb_object_keys(payload) AS name
        WHERE shape -> 'additionalProperties' = 'false' AND NOT coalesce(shape -> 'properties' ? name, false)
        UNION ALL
        SELECT 3, name, 'payload.' || name || ' ' || CASE
            WHEN jsonb_typeof(value) <> CASE rule ->> 'type' WHEN 'integer' THEN 'number' ELSE rule ->> 'type' END
                 OR (rule ->> 'type' = 'integer' AND value::numeric % 1 <> 0)
                THEN CASE WHEN rule ->> 'type' ~ '^[aio]' THEN 'must be an ' ELSE 'must be a ' END || (rule ->> 'type')
            WHEN NOT coalesce(rule -> 'enum' @> value, true)
                THEN 'must be one of ' || (
                    SELECT string_agg(choice #>> '{}', ', ') FROM jsonb_array_elements(rule -> 'enum') AS choice)
            WHEN jsonb_typeof(value) = 'number' AND value::numeric < (rule ->> 'minimum')::numeric
                THEN 'must be at least ' || (rule ->> 'minimum')
            WHEN jsonb_typeof(value) = 'number' AND value::numeric > (rule ->> 'maximum')::numeric
                THEN 'must be at most ' || (rule ->> 'maximum') END
        FROM jsonb_each(shape -> 'properties') AS declared (name, rule)
        JOIN jsonb_each(payload) AS given (key, value) ON key = name
    ) AS found (rank, name, mistake)
    WHERE mistake IS NOT NULL
    ORDER BY rank, name
    LIMIT 1;
$$;
COMMENT ON FUNCTION queue.payload_error(jsonb, jsonb) IS
    'Why a payload does not have a shape (queue.kinds.payload), naming the field; null when it has. Part of '
    'queue.validation_error().';
