-- Lists what was refused of a batch of messages. Part of crm.ingest().

CREATE OR REPLACE FUNCTION crm.list_refusals(messages jsonb, people bigint[], refusals jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM crm.refuse(door, jsonb_agg(jsonb_build_object(
        'contact', person, 'message', message_id, 'field', field, 'why', why, 'value', value) ORDER BY place))
    FROM (
        SELECT place, field, why, value, people[place] AS person, message ->> 'message_id' AS message_id,
               CASE message ->> 'type' WHEN 'form' THEN 'form' ELSE 'api' END AS door
        FROM jsonb_to_recordset(refusals) AS refusal (place int, field text, why text, value text)
        CROSS JOIN LATERAL (SELECT messages -> (place - 1)) AS told (message)
    ) AS listed
    GROUP BY door;
END $$;
COMMENT ON FUNCTION crm.list_refusals(jsonb, bigint[], jsonb) IS
    'Adds [{place, field, why, value}] to crm.refused, with the contact and the message at each place.';

CREATE OR REPLACE FUNCTION crm.not_kept(messages jsonb, people bigint[], fresh int[]) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(
        jsonb_build_object('place', place, 'field', field, 'why', why, 'value', value) ORDER BY place), '[]')
    FROM unnest(fresh) AS place
    CROSS JOIN LATERAL (SELECT messages -> (place - 1)) AS told (message)
    CROSS JOIN LATERAL (
        SELECT field, why, value
        FROM jsonb_to_recordset(message -> 'refused') AS own (field text, why text, value text)
        UNION ALL
        SELECT 'email', 'not an e-mail address', message ->> 'email'
        WHERE message ->> 'email' IS NOT NULL AND crm.as_email(message ->> 'email') IS NULL
        UNION ALL
        SELECT 'timestamp', 'not a moment; the time of receipt counts', message ->> 'occurred_at'
        WHERE message ->> 'occurred_at' IS NOT NULL AND clock.moment_said(message ->> 'occurred_at') IS NULL
        UNION ALL
        SELECT 'sentAt', 'not a moment; the sender''s clock is taken to be right', message ->> 'sent_at'
        WHERE message ->> 'sent_at' IS NOT NULL AND clock.moment_said(message ->> 'sent_at') IS NULL
        UNION ALL
        SELECT 'message', 'its ids name nobody', coalesce(message ->> 'user_id', message ->> 'anonymous_id')
        WHERE people[place] IS NULL AND NOT message ? 'refused'
    ) AS refusal
$$;
COMMENT ON FUNCTION crm.not_kept(jsonb, bigint[], int[]) IS
    'What is refused of the messages at these places, except traits and companies: [{place, field, why, value}].';

CREATE OR REPLACE FUNCTION crm.refused_traits(traits jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'place', place, 'field', key, 'why', problem, 'value', said #>> '{}') ORDER BY place, key), '[]')
    FROM jsonb_to_recordset(traits) AS trait (place int, key text, problem text, said jsonb)
    WHERE problem IS NOT NULL
$$;
COMMENT ON FUNCTION crm.refused_traits(jsonb) IS
    'The refused traits of crm.read_traits(): [{place, field, why, value}].';

CREATE OR REPLACE FUNCTION crm.placed(refusals jsonb, place int) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(jsonb_agg(refusal || jsonb_build_object('place', placed.place)), '[]')
    FROM jsonb_array_elements(refusals) AS refusal
$$;
COMMENT ON FUNCTION crm.placed(jsonb, int) IS
    'Refusals, each with the place of its message in the batch.';
