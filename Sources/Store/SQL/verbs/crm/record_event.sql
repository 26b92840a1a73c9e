-- Records that a contact did something. For integrators: call it inside your own transaction.

CREATE OR REPLACE FUNCTION crm.record_event(
    contact     bigint,
    name        text,
    properties  jsonb       DEFAULT '{}',
    occurred_at timestamptz DEFAULT NULL,
    message_id  text        DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_variable
DECLARE
    moment CONSTANT timestamptz := clock.now();
    doer   CONSTANT bigint      := crm.present(contact);
    event_id        bigint;
BEGIN
    PERFORM FROM crm.contacts AS person WHERE person.id = doer FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no contact %', contact USING ERRCODE = 'foreign_key_violation';
    END IF;

    IF message_id IS NOT NULL THEN
        INSERT INTO crm.message_ids AS taken (message_id, received_at)
        VALUES (crm.message_key(message_id), moment)
        ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
    END IF;

    INSERT INTO crm.events AS event (contact_id, occurred_at, received_at, name, properties)
    VALUES (doer, least(coalesce(occurred_at, moment), moment), moment, name, properties)
    RETURNING event.id INTO event_id;
    RETURN event_id;
END $$;
COMMENT ON FUNCTION crm.record_event(bigint, text, jsonb, timestamptz, text) IS
    'Records an event of a contact and returns its number; null when a message with this message_id was stored before. '
    'occurred_at defaults to now and is never later.';
