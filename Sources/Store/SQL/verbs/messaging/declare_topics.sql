-- Stores the topics of topics.yaml.
CREATE OR REPLACE FUNCTION messaging.declare_topics(topics jsonb) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM messaging.topics
    WHERE name <> ALL (ARRAY(
        SELECT topic ->> 'name' FROM jsonb_array_elements(declare_topics.topics) AS topic));
    INSERT INTO messaging.topics (name, consent, label, description, position)
    SELECT name, coalesce(consent, 'required'), coalesce(label, name), coalesce(description, ''), place
    FROM ROWS FROM (
            jsonb_to_recordset(declare_topics.topics) AS (name text, consent text, label text, description text))
        WITH ORDINALITY AS topic (name, consent, label, description, place)
    ON CONFLICT (name) DO UPDATE
        SET consent = excluded.consent, label = excluded.label, description = excluded.description,
            position = excluded.position;
$$;
COMMENT ON FUNCTION messaging.declare_topics(jsonb) IS
    'Replaces the topics by [{name, consent, label, description}], in this order. Consent to other topics stays.';
