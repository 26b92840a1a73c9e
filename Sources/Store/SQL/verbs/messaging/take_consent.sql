-- Records the consent in messages and forms. Words that are not understood are listed, and the others are recorded.
CREATE OR REPLACE FUNCTION messaging.take_consent(words jsonb, door text, OUT news bigint, OUT refused bigint)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    understood jsonb;
BEGIN
    PERFORM crm.refuse(door, jsonb_agg(jsonb_build_object(
        'contact', crm.present(word.contact), 'field', 'consent.' || word.topic, 'value', word.value,
        'why', CASE WHEN word.given IS NULL THEN 'not yes or no' ELSE 'there is no such topic' END)))
    FROM jsonb_to_recordset(words) AS word (contact bigint, topic text, given boolean, value text)
    WHERE word.given IS NULL OR (word.given AND NOT messaging.is_topic(word.topic));

    SELECT coalesce(jsonb_agg(word ORDER BY place), '[]') INTO understood
    FROM jsonb_array_elements(words) WITH ORDINALITY AS said (word, place)
    WHERE NOT (word -> 'given')::boolean OR ((word -> 'given')::boolean AND messaging.is_topic(word ->> 'topic'));
    refused := jsonb_array_length(words) - jsonb_array_length(understood);
    news := (SELECT count(*) FROM messaging.record_consent(understood, door));
END $$;
COMMENT ON FUNCTION messaging.take_consent(jsonb, text) IS
    'Records [{contact, topic, given, basis, wording, value}] from a door. Returns how many words were news, and how '
    'many were refused: a word that is neither yes nor no (given null), or agrees to an unknown topic, goes to '
    'crm.refused.';
