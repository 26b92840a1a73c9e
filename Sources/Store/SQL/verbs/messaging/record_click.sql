-- Records that a person or a program followed a link of a message.

CREATE OR REPLACE FUNCTION messaging.record_click(delivery bigint, link bigint, agent text DEFAULT 'human') RETURNS text
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    target text := (SELECT url FROM messaging.links WHERE id = link);
BEGIN
    IF target IS NOT NULL THEN
        PERFORM messaging.record_reaction(
            delivery,
            CASE agent WHEN 'human' THEN 'email_clicked' ELSE 'email_click_scanned' END,
            jsonb_build_object('url', target, 'agent', agent));
    END IF;
    RETURN target;
END $$;
COMMENT ON FUNCTION messaging.record_click(bigint, bigint, text) IS
    'The target of the link; null when there is no such link. Records email_clicked for a human and '
    'email_click_scanned for a scanner or prefetcher.';

CREATE OR REPLACE FUNCTION messaging.record_reaction(delivery bigint, reaction text, data jsonb) RETURNS boolean
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    moment CONSTANT timestamptz := clock.now();
BEGIN
    INSERT INTO crm.events (contact_id, occurred_at, received_at, name, properties)
    SELECT contact.id, moment, moment, reaction,
           jsonb_strip_nulls(jsonb_build_object('email', sent.email, 'workflow', sent.workflow, 'step', sent.step))
               || jsonb_build_object('delivery_id', sent.id) || data
    FROM messaging.deliveries AS sent
    JOIN crm.contacts AS contact ON contact.id = sent.contact_id
    WHERE sent.id = delivery;

    RETURN FOUND;
END $$;
COMMENT ON FUNCTION messaging.record_reaction(bigint, text, jsonb) IS
    'Records a recipient''s reaction to a delivery, as an event that names e-mail, workflow and step. False when the '
    'delivery is unknown.';
