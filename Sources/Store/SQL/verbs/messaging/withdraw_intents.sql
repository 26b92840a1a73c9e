-- Withdraws intents whose messages the server certainly did not accept, so that the next attempt can intend anew. For a
-- repeated handover, only the repetition is withdrawn: the doubt about the first handover stays.
CREATE OR REPLACE FUNCTION messaging.withdraw_intents(deliveries bigint[], fences bigint[])
RETURNS void
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    WITH given_back AS (
        UPDATE messaging.deliveries AS delivery SET handovers = handovers - 1
        FROM unnest(deliveries, fences) AS given (id, fence)
        WHERE delivery.id = given.id AND delivery.fence = given.fence AND state = 'sending' AND handovers > 1
    ), gone AS (
        DELETE FROM messaging.deliveries AS delivery
        USING unnest(deliveries, fences) AS given (id, fence)
        WHERE delivery.id = given.id
          AND delivery.fence = given.fence
          AND state = 'sending'
          AND handovers = 1
          AND doubt IS NULL
        RETURNING delivery.id, delivery.intent_at
    )
    DELETE FROM messaging.messages USING gone
    WHERE messages.delivery_id = gone.id AND messages.frozen_at = gone.intent_at;
$$;
COMMENT ON FUNCTION messaging.withdraw_intents(bigint[], bigint[]) IS
    'Removes intents whose handover certainly did not happen. The error is in queue.attempts.';
