-- Stores what a contact chose on the preference page.
CREATE OR REPLACE FUNCTION messaging.choose(contact bigint, shown text[], wanted text[], wording text) RETURNS bigint
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    SELECT count(*) FROM messaging.record_consent((
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'contact', contact, 'topic', topic, 'given', topic = ANY (wanted),
            'basis', CASE WHEN topic = ANY (wanted) THEN 'consent' END, 'wording', choose.wording)
            ORDER BY place), '[]')
        FROM unnest(shown) WITH ORDINALITY AS offer (topic, place)
        WHERE topic <> '*'), 'page')
$$;
COMMENT ON FUNCTION messaging.choose(bigint, text[], text[], text) IS
    'Records consent to those of the shown topics that the contact wants, and its withdrawal from the others. Returns '
    'how many of these words were news.';
