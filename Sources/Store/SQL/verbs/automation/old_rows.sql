-- The rows of a category without leaves that are older than a moment and no longer needed.
--
-- A delivery is needed until it has an outcome, while its enrollment (or the one that this was merged into) is active,
-- and while its job can still be redriven: its dedup_key keeps them from sending twice.
CREATE OR REPLACE FUNCTION automation.old_rows(category text, before timestamptz, rows_max int)
RETURNS TABLE (spot tid, since timestamptz)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    CASE category
        WHEN 'message_ids' THEN RETURN QUERY
            SELECT ctid, received_at FROM crm.message_ids
            WHERE received_at < before ORDER BY received_at LIMIT rows_max;
        WHEN 'refused' THEN RETURN QUERY
            SELECT ctid, at FROM crm.refused WHERE at < before LIMIT rows_max;
        WHEN 'deliveries' THEN RETURN QUERY
            SELECT past.ctid, past.intent_at FROM messaging.deliveries AS past
            WHERE past.intent_at < before
              AND past.outcome_at < before
              AND past.state <> 'sending'
              AND NOT EXISTS (
                  SELECT FROM automation.enrollments AS walk
                  LEFT JOIN automation.enrollments AS twin ON twin.id = walk.merged_into
                  WHERE walk.id = past.enrollment_id AND 'active' IN (walk.state, twin.state))
              AND NOT EXISTS (SELECT FROM queue.dead WHERE dead.id = past.job_id)
            ORDER BY past.intent_at LIMIT rows_max;
        WHEN 'enrollments' THEN RETURN QUERY
            SELECT walk.ctid, walk.ended_at FROM automation.enrollments AS walk
            WHERE walk.state = 'ended'
              AND walk.ended_at < before
              AND NOT EXISTS (
                  SELECT FROM automation.enrollments AS twin WHERE twin.id = walk.merged_into AND twin.state = 'active')
            ORDER BY walk.ended_at LIMIT rows_max;
        WHEN 'stages' THEN RETURN QUERY
            SELECT ctid, left_at FROM crm.stage_history WHERE left_at < before ORDER BY left_at LIMIT rows_max;
        ELSE NULL;
    END CASE;
END $$;
COMMENT ON FUNCTION automation.old_rows(text, timestamptz, int) IS
    'The ctids and times of the oldest rows of a category without leaves. Part of automation.forget() and '
    'automation.forgettable().';
