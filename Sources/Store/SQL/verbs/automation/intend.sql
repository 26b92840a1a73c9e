-- Commits the intent to send, or says why a message may not leave. Called before the first byte does.
--
-- Under a lock on each contact that unsubscribing and merging conflict with: after a committed opt-out no new intent
-- can commit, and what the walk of a merged contact has sent is known. Where another session holds a contact, 'held' is
-- the answer: the messages to others do not wait with it. Checked again here: the enrollment and the
-- workflow are active (if it belongs to a walk). messaging.intend() checks the rest, and writes.
CREATE OR REPLACE FUNCTION automation.intend(
    jobs bigint[], fences bigint[], nonces uuid[], deliveries bigint[], versions int[],
    message_ids text[], senders text[], recipients text[], contents bytea[]
) RETURNS TABLE (job_id bigint, verdict text, reason text, delivery_id bigint, intent_at timestamptz, handovers int)
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
    'Locks the contacts of claimed sends, finds how their walks stand, and has messaging.intend() write the intents '
    'with their frozen messages: its verdicts are the answer.';

-- An enrollment is the job's only while it calls the job its own. The limit has each looked up by its number, however
-- small the table was when this was planned. Few walks have a twin, and only for these are its deliveries asked.
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
    'How the walks of claimed sends stand, in their order: ended; held (its contact is not among the free: another '
    'session holds it); paused; twin (the walk of a merged contact has sent this step); or null, when nothing is '
    'against sending, or a send belongs to no walk. Part of automation.intend().';
