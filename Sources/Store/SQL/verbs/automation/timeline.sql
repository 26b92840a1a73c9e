-- Everything that happened to one contact, in order.
CREATE OR REPLACE FUNCTION automation.timeline(contact bigint)
RETURNS TABLE (at timestamptz, workflow text, step text, what text, detail text)
LANGUAGE sql STABLE AS $$
    SELECT at, workflow, step, what, detail FROM automation.history WHERE contact_id = timeline.contact
    UNION ALL
    SELECT occurred_at, NULL, NULL, 'event', name || coalesce(' ' || nullif(properties::text, '{}'), '')
    FROM crm.events WHERE contact_id = timeline.contact
    ORDER BY at;
$$;
COMMENT ON FUNCTION automation.timeline(bigint) IS 'What a contact did and what happened to it in every workflow, oldest first.';
