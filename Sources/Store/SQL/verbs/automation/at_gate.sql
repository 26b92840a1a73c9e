-- The due sends that wait at their gate, with what the verdict on each depends on.
--
-- Its SET clauses keep it from being inlined into the caller's statement, whose plan may be older than the tables are.
CREATE OR REPLACE FUNCTION automation.at_gate(jobs_max int)
RETURNS TABLE (
    job_id bigint, contact_id bigint, enrollment_id bigint, workflow text, version int, step text,
    time_zone text, workflow_state text, paused_since timestamptz, blocked text, destination text,
    enqueued_at timestamptz, note text
)
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    SELECT job.id, crm.present((job.payload -> 'contact')::bigint), (job.payload ->> 'enrollment')::bigint,
           job.payload ->> 'workflow', (job.payload ->> 'version')::int, job.payload ->> 'step',
           contact.time_zone,
           CASE
               WHEN NOT job.payload ? 'enrollment' THEN 'none'
               WHEN held.id IS NULL THEN 'ended'
               ELSE coalesce(workflow.state, 'off')
           END,
           CASE WHEN held.id IS NOT NULL AND workflow.state = 'paused' THEN workflow.changed_at END,
           CASE WHEN contact.id IS NULL THEN 'the contact is gone' ELSE block.reason END,
           messaging.destination(contact.email), job.enqueued_at, job.note
    FROM queue.gated AS job
    LEFT JOIN automation.enrollments AS held
        ON held.id = (job.payload ->> 'enrollment')::bigint AND held.job_id = job.id
    LEFT JOIN automation.workflows AS workflow ON workflow.name = job.payload ->> 'workflow'
    LEFT JOIN crm.contacts AS contact ON contact.id = crm.present((job.payload -> 'contact')::bigint)
    LEFT JOIN messaging.emails AS email ON email.name = job.payload ->> 'email' AND email.current
    CROSS JOIN LATERAL messaging.blocks(contact.id, contact.email, email.kind, email.topic) AS block (reason)
    WHERE job.id = ANY (ARRAY(SELECT queue.next_gated('send', jobs_max)))
    ORDER BY queue.lane(job.priority), job.position;
$$;
COMMENT ON FUNCTION automation.at_gate(int) IS
    'Due sends at their gate, urgent ones first, each lane leaving room for the later ones. For each: the contact''s '
    'time zone, the workflow''s state (ended: the enrollment has ended; none: the send belongs to no enrollment), '
    'since when it is paused, what blocks the send, where it goes, since when it waits, and the reason of its last '
    'verdict.';
