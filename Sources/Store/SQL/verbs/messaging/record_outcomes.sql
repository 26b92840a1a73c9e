-- Records the outcomes of deliveries. No evidence is dropped: an outcome that comes after its lease was lost is
-- recorded with a doubt.
CREATE OR REPLACE FUNCTION messaging.record_outcomes(deliveries bigint[], fences bigint[], states text[], refs text[])
RETURNS void
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    UPDATE messaging.deliveries AS delivery
    SET state = given.state, reference = given.reference, outcome_at = (SELECT clock.now()),
        doubt = CASE WHEN delivery.fence = given.fence THEN delivery.doubt
                     ELSE coalesce(delivery.doubt || '; ', '') || 'an outcome came after its lease was lost' END
    FROM unnest(deliveries, fences, states, refs) AS given (id, fence, state, reference)
    WHERE delivery.id = given.id AND (delivery.state = 'sending' OR given.state = 'sent');
$$;
COMMENT ON FUNCTION messaging.record_outcomes(bigint[], bigint[], text[], text[]) IS
    'Records that deliveries were sent or failed, with the server''s answers.';
