-- Writes the intent to send, or says why a message may not leave. automation.intend() calls it before a message's first
-- byte leaves, under its lock on each contact.
--
-- It checks again that the caller holds the lease (rule 2 of 0002_queue.sql), that the window has not closed, and that
-- nothing blocks the contact. The caller passes the standing of the enrollment, if there is one. The dedup_key makes a
-- second intent for the same visit or job impossible. If an earlier intent has no outcome, the verdict is "doubtful",
-- with the moment of that intent. If it has one, or the enrollment of a merged contact has sent this step, the verdict
-- is "already". If a breaker is open and this send is not its probe, the verdict is "halted".
CREATE OR REPLACE FUNCTION messaging.intend(
    jobs bigint[], fences bigint[], nonces uuid[], deliveries bigint[], versions int[],
    message_ids text[], senders text[], recipients text[], contents bytea[], standings text[]
) RETURNS TABLE (
    job_id bigint, verdict text, reason text, delivery_id bigint, intent_at timestamptz, handovers int,
    until timestamptz
)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
BEGIN
    RETURN QUERY
    WITH given AS MATERIALIZED (
        SELECT *
        FROM unnest(
                jobs, fences, nonces, deliveries, versions, message_ids, senders, recipients, contents, standings)
            AS draft (
                job_id, fence, nonce, delivery_id, version, message_id, sender, recipient, content, standing)
    ), checked AS MATERIALIZED (
        SELECT given.*, job.payload,
               messaging.dedup_key(job.id, job.payload) AS dedup_key,
               CASE
                   WHEN job.id IS NULL THEN 'stale'
                   WHEN job.valid_until <= present THEN 'closed'
                   WHEN contact.id IS NULL OR given.standing = 'ended' THEN 'ended'
                   WHEN given.standing IN ('held', 'paused') THEN given.standing
                   WHEN given.standing = 'twin' THEN 'already'
                   WHEN halt.until IS NOT NULL THEN 'halted'
                   ELSE 'send'
               END AS verdict,
               contact.id AS contact_id,
               block.reason AS blocked, halt.reason AS halted, halt.until
        FROM given
        LEFT JOIN (SELECT * FROM queue.running WHERE id = ANY (jobs)) AS job
            ON job.id = given.job_id AND job.fence = given.fence AND job.nonce = given.nonce
        LEFT JOIN crm.contacts AS contact ON contact.id = crm.present((job.payload -> 'contact')::bigint)
        LEFT JOIN messaging.emails AS email ON email.name = job.payload ->> 'email' AND email.version = given.version
        CROSS JOIN LATERAL messaging.blocks(contact.id, given.recipient, email.kind, email.topic) AS block (reason)
        LEFT JOIN LATERAL (
            SELECT breaker.until, breaker.reason FROM messaging.breakers AS breaker
            WHERE breaker.channel = job.queue
              AND breaker.destination IN ('*', messaging.destination(given.recipient))
              AND breaker.until > present AND breaker.probe IS DISTINCT FROM job.id
            ORDER BY breaker.until DESC LIMIT 1) AS halt ON true
    ), intended AS (
        INSERT INTO messaging.deliveries AS delivery
            (id, job_id, contact_id, enrollment_id, intent_at, fence, email_version, workflow, step, email, dedup_key,
             message_id)
        SELECT delivery_id, checked.job_id, contact_id, (payload ->> 'enrollment')::bigint, present, fence, version,
               payload ->> 'workflow', payload ->> 'step', payload ->> 'email', dedup_key, message_id
        FROM checked WHERE verdict = 'send' AND blocked IS NULL
        ON CONFLICT (dedup_key) DO NOTHING
        RETURNING id
    ), frozen AS (
        INSERT INTO messaging.messages (delivery_id, frozen_at, sender, recipient, content)
        SELECT checked.delivery_id, present, sender, recipient, content
        FROM checked JOIN intended ON intended.id = checked.delivery_id
    )
    SELECT checked.job_id,
           CASE WHEN checked.verdict NOT IN ('send', 'ended') THEN checked.verdict
                WHEN earlier.id IS NOT NULL THEN CASE earlier.state WHEN 'sending' THEN 'doubtful' ELSE 'already' END
                WHEN checked.verdict = 'ended' THEN 'ended'
                WHEN checked.blocked IS NOT NULL THEN 'blocked'
                WHEN intended.id IS NULL THEN 'closed'  -- an earlier intent was just withdrawn: ask again
                ELSE 'send' END,
           CASE WHEN checked.verdict = 'already' THEN 'twin'
                WHEN checked.verdict = 'halted' THEN checked.halted
                WHEN earlier.state <> 'sending' THEN earlier.state
                ELSE checked.blocked END,
           coalesce(earlier.id, checked.delivery_id),
           coalesce(earlier.intent_at, present),
           coalesce(earlier.handovers, 1)::int,
           checked.until
    FROM checked
    LEFT JOIN intended ON intended.id = checked.delivery_id
    LEFT JOIN LATERAL messaging.earlier_intent(
        CASE WHEN intended.id IS NULL AND checked.verdict IN ('send', 'ended') THEN checked.dedup_key END,
        CASE checked.verdict WHEN 'ended' THEN 'its enrollment has ended' ELSE coalesce(checked.blocked, '') END)
        AS earlier ON true;
END $$;
COMMENT ON FUNCTION messaging.intend(
    bigint[], bigint[], uuid[], bigint[], int[], text[], text[], text[], bytea[], text[]
) IS
    'Writes the intents of claimed sends with their frozen messages. standings: for each the standing of its '
    'enrollment: ended, held, paused, twin (the enrollment of a merged contact has sent the step) or null. Verdicts: '
    'send; blocked (reason); ended; paused; closed (window); halted (a breaker is open until then, with its reason); '
    'held (another session has locked the contact); stale (lease lost); already (reason: sent, failed or doubtful, as '
    'an earlier intent ended, or twin); doubtful (an earlier intent has no outcome).';
