-- Handles sends that will not happen: an earlier intent, from a worker that died, ends as doubtful.
CREATE OR REPLACE FUNCTION messaging.forgo(jobs bigint[], reasons text[]) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    PERFORM messaging.earlier_intent(messaging.dedup_key(job.id, job.payload), given.reason)
    FROM unnest(jobs, reasons) AS given (id, reason)
    JOIN queue.running AS job ON job.id = given.id;
END $$;
COMMENT ON FUNCTION messaging.forgo(bigint[], text[]) IS
    'For claimed sends that will not be handed over, each with its reason: ends the intent without outcome that an '
    'earlier worker left, as doubtful.';
