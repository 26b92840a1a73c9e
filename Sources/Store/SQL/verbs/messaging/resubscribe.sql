-- Records that a contact that said no has told the company that it agrees again. Runs as its owner, because operators
-- may not write the tables themselves.
CREATE OR REPLACE FUNCTION messaging.resubscribe(contact bigint, topic text, reason text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_reason(reason);
    PERFORM crm.require_contact(crm.present(contact));
    PERFORM messaging.give_consent(contact, topic, 'operator', 'consent', reason);
    PERFORM queue.note_act('resubscribe', jsonb_build_object('contact', contact, 'topic', topic), reason);
    RETURN format('contact %s agrees to %s', contact, topic);
END $$;
COMMENT ON FUNCTION messaging.resubscribe(bigint, text, text) IS
    'Takes a contact''s "no" to a topic back, because the contact asked for it; reason: how it asked. Audited.';
