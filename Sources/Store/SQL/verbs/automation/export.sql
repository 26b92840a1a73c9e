-- Everything about a person, for the person (GDPR, articles 15 and 20).
CREATE OR REPLACE FUNCTION automation.export(contact bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    person CONSTANT bigint := crm.present(contact);
BEGIN
    IF NOT EXISTS (SELECT FROM crm.contacts WHERE id = person) THEN
        RAISE EXCEPTION 'there is no contact %', contact USING ERRCODE = '22023';
    END IF;
    RETURN jsonb_build_object(
        'contact', (SELECT to_jsonb(own) FROM crm.contacts AS own WHERE own.id = person),
        'company', (
            SELECT to_jsonb(company)
            FROM crm.contacts AS own JOIN crm.companies AS company ON company.id = own.company_id
            WHERE own.id = person),
        'identities', automation.listed(ARRAY(
            SELECT to_jsonb(identity) - 'contact_id'
            FROM crm.identities AS identity
            WHERE contact_id = person
            ORDER BY kind, value)),
        'former_numbers', automation.listed(ARRAY(
            SELECT to_jsonb(id) FROM crm.former_contacts WHERE survivor = person ORDER BY id)),
        'lists', automation.listed(ARRAY(
            SELECT to_jsonb(member) - 'contact_id'
            FROM crm.list_members AS member
            WHERE contact_id = person
            ORDER BY list)),
        'stages', automation.listed(ARRAY(
            SELECT to_jsonb(stay) - 'contact_id'
            FROM crm.stage_history AS stay
            WHERE contact_id = person
            ORDER BY entered_at)),
        'events', automation.listed(ARRAY(
            SELECT to_jsonb(event) - 'contact_id'
            FROM crm.events AS event
            WHERE contact_id = person
            ORDER BY occurred_at, id)),
        'values', automation.listed(ARRAY(
            SELECT to_jsonb(change) - 'contact_id'
            FROM crm.value_changes AS change
            WHERE contact_id = person
            ORDER BY id)),
        'consent', automation.listed(ARRAY(
            SELECT to_jsonb(word) - 'contact_id'
            FROM messaging.consent_events AS word
            WHERE contact_id = person
            ORDER BY id)),
        'preferences', automation.listed(ARRAY(SELECT to_jsonb(choice) FROM messaging.preferences(person) AS choice)),
        'workflows', automation.listed(ARRAY(
            SELECT to_jsonb(walk) - 'contact_id'
            FROM automation.enrollments AS walk
            WHERE contact_id = person
            ORDER BY id)),
        'history', automation.listed(ARRAY(
            SELECT to_jsonb(line) - 'contact_id'
            FROM automation.history AS line
            WHERE contact_id = person
            ORDER BY id)),
        'messages', automation.listed(ARRAY(
            SELECT to_jsonb(delivery) - 'contact_id' || jsonb_build_object(
                'recipient', message.recipient, 'content', encode(message.content, 'base64'))
            FROM messaging.deliveries AS delivery
            LEFT JOIN messaging.messages AS message ON message.delivery_id = delivery.id
            WHERE contact_id = person ORDER BY id)),
        'verdicts', automation.listed(ARRAY(
            SELECT to_jsonb(verdict) - 'contact_id'
            FROM messaging.verdicts AS verdict
            WHERE contact_id = person
            ORDER BY at)));
END $$;
COMMENT ON FUNCTION automation.export(bigint) IS
    'Everything the database knows about a contact, as one JSON object: values, names, lists, stages, events, consent, '
    'workflows, history, and messages with their content (base64).';

CREATE OR REPLACE FUNCTION automation.listed(parts jsonb[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(jsonb_agg(part ORDER BY place), '[]') FROM unnest(parts) WITH ORDINALITY AS listed (part, place)
$$;
COMMENT ON FUNCTION automation.listed(jsonb[]) IS
    'An array of JSON values as a JSON array. Part of automation.export().';
