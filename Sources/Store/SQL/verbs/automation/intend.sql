-- Commits the intent to send, or says why a message may not leave. A worker calls it before a message's first byte
-- leaves.
--
-- It locks each contact. Unsubscribing and merging take a conflicting lock, so after a committed opt-out no new intent
-- can commit, and what the enrollment of a merged contact has sent is known. If another session has locked a contact,
-- the verdict is "held", and messages to other contacts do not wait for it. It checks again that the enrollment and the
-- workflow are active, if the send belongs to one. messaging.intend() checks the rest and writes.
CREATE OR REPLACE FUNCTION automation.intend(
    jobs bigint[], fences bigint[], nonces uuid[], deliveries bigint[], versions int[],
    message_ids text[], senders text[], recipients text[], contents bytea[]
) RETURNS TABLE (
    job_id bigint, verdict text, reason text, delivery_id bigint, intent_at timestamptz, handovers int,
    until timestamptz
)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    free CONSTANT bigint[] := ARRAY(
        SELECT id FROM crm.contacts
        WHERE id = ANY (ARRAY(
            SELECT crm.present((payload -> 'contact')::bigint) FROM queue.running WHERE running.id = ANY (jobs)))
        ORDER BY id FOR KEY SHARE SKIP LOCKED);
BEGIN
    RETURN QUERY SELECT * FROM messaging.intend(
        jobs, fences, nonces, deliveries, versions, message_ids, senders, recipients, contents,
        automation.standings(jobs, free));
END $$;
COMMENT ON FUNCTION automation.intend(bigint[], bigint[], uuid[], bigint[], int[], text[], text[], text[], bytea[]) IS
    'Locks the contacts of claimed sends, finds the standing of their enrollments, and has messaging.intend() write '
    'the intents with the frozen messages. Returns its verdicts.';

-- A job belongs to an enrollment only while the enrollment names it as its job. LIMIT 1 makes the planner look each
-- enrollment up by its number, even if the table was small when this was planned. Few enrollments have a twin, and only
-- for those are deliveries read.
CREATE OR REPLACE FUNCTION automation.standings(jobs bigint[], free bigint[]) RETURNS text[]
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    RETURN ARRAY(
        SELECT CASE
            WHEN held.id IS NULL AND job.payload ? 'enrollment' THEN 'ended'
            WHEN crm.present((job.payload -> 'contact')::bigint) <> ALL (free) THEN 'held'
            WHEN held.id IS NULL THEN NULL
            WHEN workflow.state NOT IN ('active', 'off') THEN 'paused'
            WHEN EXISTS (SELECT FROM automation.enrollments AS twin WHERE twin.merged_into = held.id)
                 AND automation.sent_by_twin(held.id, job.payload ->> 'step') THEN 'twin'
            END
        FROM unnest(jobs) WITH ORDINALITY AS given (job_id, place)
        LEFT JOIN (SELECT * FROM queue.running WHERE id = ANY (jobs)) AS job ON job.id = given.job_id
        LEFT JOIN LATERAL (
            SELECT walk.id FROM automation.enrollments AS walk
            WHERE walk.id = (job.payload ->> 'enrollment')::bigint AND walk.job_id = job.id
            LIMIT 1) AS held ON true
        LEFT JOIN automation.workflows AS workflow ON workflow.name = job.payload ->> 'workflow'
        ORDER BY given.place);
END $$;
COMMENT ON FUNCTION automation.standings(bigint[], bigint[]) IS
    'The standing of the enrollments of claimed sends, in their order: ended; held (another session has locked the '
    'contact: it is not in free); paused; twin (the enrollment of a merged contact has sent this step); or null when '
    'nothing prevents the send, or it belongs to no enrollment. Part of automation.intend().';
