-- Records that a contact wants no more messages.
CREATE OR REPLACE FUNCTION messaging.unsubscribe(
    contact bigint, topic text DEFAULT NULL, source text DEFAULT 'one-click')
RETURNS boolean
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    SELECT count(*) > 0 FROM messaging.record_consent(
        jsonb_build_array(jsonb_build_object('contact', contact, 'topic', coalesce(topic, '*'), 'given', false)),
        source)
$$;
COMMENT ON FUNCTION messaging.unsubscribe(bigint, text, text) IS
    'Withdraws a contact''s consent to e-mails about a topic (null: about any). False when it was withdrawn before. '
    'For an erased contact the "no" is stored for its address; a number that was never a contact''s is an error.';
