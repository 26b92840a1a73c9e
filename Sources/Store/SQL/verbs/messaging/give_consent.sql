-- Records that a contact agrees to e-mails about a topic.
CREATE OR REPLACE FUNCTION messaging.give_consent(
    contact bigint, topic text, source text, basis text DEFAULT 'consent', wording text DEFAULT NULL
) RETURNS boolean
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    SELECT count(*) > 0 FROM messaging.record_consent(
        jsonb_build_array(jsonb_build_object(
            'contact', contact, 'topic', topic, 'given', true, 'basis', basis, 'wording', wording)), source)
$$;
COMMENT ON FUNCTION messaging.give_consent(bigint, text, text, text, text) IS
    'Records that a contact agrees to e-mails about a topic, even after a "no". source: how it agreed; basis: on what '
    'legal basis; wording: the text it was shown. False when it was granted before.';
