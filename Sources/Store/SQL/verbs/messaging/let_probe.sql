-- Notes the sends that the gate lets through to try destinations whose pause is over. Until the given moment, or until
-- the probe is answered, nothing else goes there. Breakers that nothing has tried for a day are forgotten.
CREATE OR REPLACE FUNCTION messaging.let_probe(
    term bigint, channel text, destinations text[], jobs bigint[], until timestamptz
) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    PERFORM queue.require_term(term);
    UPDATE messaging.breakers AS breaker SET probe = given.job, until = let_probe.until
    FROM unnest(destinations, jobs) AS given (destination, job)
    WHERE breaker.channel = let_probe.channel AND breaker.destination = given.destination;
    DELETE FROM messaging.breakers AS breaker
    WHERE breaker.channel = let_probe.channel AND breaker.until < clock.now() - interval '1 day';
END $$;
COMMENT ON FUNCTION messaging.let_probe(bigint, text, text[], bigint[], timestamptz) IS
    'Writes the probes of breakers: for each destination the job that may be handed over, and until when the others '
    'wait. Part of the coordinator.';
