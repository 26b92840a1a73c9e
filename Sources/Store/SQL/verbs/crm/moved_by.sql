-- Which values a step will change. The engine asks before the change, so that the history line is true and stands
-- before what the step causes.
--
-- It locks rows as crm.set_properties() and crm.set_company_properties() do, so that no other session changes a value
-- between the answer and the change.
CREATE OR REPLACE FUNCTION crm.moved_by(object text, contacts bigint[], changes jsonb)
RETURNS TABLE (contact_id bigint, names text[])
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    WITH wanted AS MATERIALIZED (
        SELECT given.key AS said, property.name, nullif(property.kept, 'null') AS value
        FROM jsonb_each(changes) AS given
        CROSS JOIN LATERAL crm.typed(object, given.key, given.value) AS property
        WHERE property.problem IS NULL
    ), people AS MATERIALIZED (
        SELECT person.id, to_jsonb(person) AS image, crm.trait_columns() || 'email'::text AS columns
        FROM crm.contacts AS person
        WHERE moved_by.object = 'contact' AND person.id = ANY (moved_by.contacts)
        ORDER BY person.id
        FOR NO KEY UPDATE
    ), companies AS MATERIALIZED (
        SELECT person.id, to_jsonb(company) AS image, crm.company_columns() AS columns
        FROM crm.contacts AS person
        JOIN crm.companies AS company ON company.id = person.company_id
        WHERE moved_by.object = 'company' AND person.id = ANY (moved_by.contacts)
        ORDER BY company.id
        FOR NO KEY UPDATE OF company
    )
    SELECT held.id, array_agg(wanted.said ORDER BY wanted.said)
    FROM (TABLE people UNION ALL TABLE companies) AS held
    CROSS JOIN wanted
    CROSS JOIN LATERAL (
        SELECT nullif(CASE WHEN wanted.name = ANY (held.columns) THEN held.image ELSE held.image -> 'properties' END
                      -> wanted.name, 'null')
    ) AS present (value)
    WHERE CASE
        WHEN wanted.name = 'lifecycle_stage' AND object = 'contact' AND wanted.value IS NOT NULL
            THEN greatest((present.value #>> '{}')::crm.lifecycle_stage,
                          (wanted.value #>> '{}')::crm.lifecycle_stage)::text IS DISTINCT FROM present.value #>> '{}'
        WHEN wanted.name = 'score' AND object = 'contact'
            THEN coalesce(wanted.value, '0') IS DISTINCT FROM present.value
        ELSE wanted.value IS DISTINCT FROM present.value
    END
    GROUP BY held.id;
$$;
COMMENT ON FUNCTION crm.moved_by(text, bigint[], jsonb) IS
    'Which of these values {name: value} each contact, or the company it works for, does not have yet, by the given '
    'names. A contact for whom nothing will change has no row. Locks the rows until the end of the transaction.';
