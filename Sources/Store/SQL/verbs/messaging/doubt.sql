-- Records a doubt about deliveries. A parked delivery has ended: an operator decides about it.
CREATE OR REPLACE FUNCTION messaging.doubt(deliveries bigint[], doubts text[], parked boolean)
RETURNS void
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    UPDATE messaging.deliveries AS delivery
    SET doubt = given.doubt,
        state = CASE WHEN parked THEN 'doubtful' ELSE state END,
        outcome_at = CASE WHEN parked THEN (SELECT clock.now()) ELSE outcome_at END
    FROM unnest(deliveries, doubts) AS given (id, doubt)
    WHERE delivery.id = given.id AND state = 'sending';
$$;
COMMENT ON FUNCTION messaging.doubt(bigint[], text[], boolean) IS
    'Records why deliveries are doubtful. parked: ends them as doubtful, for an operator to look at.';
