-- Locks the active enrollments that these jobs advance, and returns what a decision needs to know of them.
--
-- The jobs are running, at their gate, or have just been given up. Each names its enrollment, so none is searched for.
-- An enrollment that has another job by now, or none, is not returned: it has moved on or ended, and the given job no
-- longer counts.
CREATE OR REPLACE FUNCTION automation.hold(job_ids bigint[])
RETURNS TABLE (
    id bigint, contact_id bigint, job_id bigint, workflow text, version int, step text, steps_taken int,
    enrolled_at timestamptz, time_zone text, paused_since timestamptz
)
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    SELECT held.id, held.contact_id, held.job_id, held.workflow, held.version, held.step, held.steps_taken,
           held.enrolled_at, contact.time_zone, CASE workflow.state WHEN 'paused' THEN workflow.changed_at END
    FROM automation.enrollments AS held
    LEFT JOIN crm.contacts AS contact ON contact.id = held.contact_id
    LEFT JOIN automation.workflows AS workflow ON workflow.name = held.workflow
    WHERE held.id = ANY (ARRAY(
            SELECT (payload ->> 'enrollment')::bigint FROM queue.running WHERE running.id = ANY (job_ids)
            UNION ALL
            SELECT (payload ->> 'enrollment')::bigint FROM queue.gated WHERE gated.id = ANY (job_ids)
            UNION ALL
            SELECT (payload ->> 'enrollment')::bigint FROM queue.dead WHERE dead.id = ANY (job_ids)))
      AND held.job_id = ANY (job_ids)
    ORDER BY held.id
    FOR UPDATE OF held;
$$;
COMMENT ON FUNCTION automation.hold(bigint[]) IS 'Locks and returns the active enrollments whose job is one of these.';
