-- Why a contact was not sent something, or not yet: verdicts and doubts, newest first.
CREATE OR REPLACE FUNCTION messaging.why_not_sent(contact bigint)
RETURNS TABLE (at timestamptz, workflow text, step text, verdict text, until timestamptz, reason text)
LANGUAGE sql STABLE AS $$
    SELECT at, workflow, step, verdict, until, reason FROM messaging.verdicts WHERE contact_id = why_not_sent.contact
    UNION ALL
    SELECT coalesce(outcome_at, intent_at), workflow, step, state, NULL, coalesce(doubt, reference)
    FROM messaging.deliveries WHERE contact_id = why_not_sent.contact AND state <> 'sent'
    ORDER BY at DESC;
$$;
COMMENT ON FUNCTION messaging.why_not_sent(bigint) IS 'Every message a contact did not get, or got later, with the reason.';
