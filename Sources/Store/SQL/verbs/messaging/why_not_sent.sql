-- Why a contact was not sent something, or not yet: what held it back, before or after its job was claimed, newest
-- first.
CREATE OR REPLACE FUNCTION messaging.why_not_sent(contact bigint)
RETURNS TABLE (at timestamptz, workflow text, step text, verdict text, until timestamptz, reason text)
LANGUAGE sql STABLE AS $$
    SELECT at, workflow, step, verdict, until, reason
    FROM messaging.verdicts WHERE contact_id = why_not_sent.contact AND (verdict = 'later' OR workflow IS NULL)
    UNION ALL
    SELECT at, workflow, step, CASE what WHEN 'not sent' THEN 'skip' ELSE 'exit' END, NULL, detail
    FROM automation.history
    WHERE contact_id = why_not_sent.contact AND (what = 'not sent' OR (what = 'ended' AND detail ~ '^(blocked|failed)'))
    UNION ALL
    SELECT coalesce(outcome_at, intent_at), workflow, step, 'doubtful', NULL, doubt
    FROM messaging.deliveries WHERE contact_id = why_not_sent.contact AND doubt IS NOT NULL
    ORDER BY at DESC;
$$;
COMMENT ON FUNCTION messaging.why_not_sent(bigint) IS
    'Every message a contact did not get, got later, or may have got twice, with the reason. verdict: later (until '
    'when), skip (the enrollment continued), exit (the enrollment ended), doubtful.';
