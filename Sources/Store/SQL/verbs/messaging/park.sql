-- Ends sends that waited for a retry and will not be handed over again: a message that may have left already is
-- doubtful.
CREATE OR REPLACE FUNCTION messaging.park(dedup_keys text[], reason text) RETURNS void
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    UPDATE messaging.deliveries
    SET state = 'doubtful', outcome_at = (SELECT clock.now()),
        doubt = coalesce(doubt || '; ', '') || 'not handed over again: ' || park.reason
    WHERE dedup_key = ANY (park.dedup_keys) AND state = 'sending';
$$;
COMMENT ON FUNCTION messaging.park(text[], text) IS
    'Ends the deliveries of these sends that have no outcome as doubtful, for an operator to look at, with the reason '
    'why they are not handed over again.';
