-- Marks doubtful deliveries as being handed over once more, and returns their frozen messages.
CREATE OR REPLACE FUNCTION messaging.hand_over_again(deliveries bigint[], fences bigint[])
RETURNS TABLE (delivery_id bigint, sender text, recipient text, content bytea)
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    WITH again AS (
        UPDATE messaging.deliveries AS delivery
        SET handovers = handovers + 1, fence = given.fence,
            doubt = 'its worker died while handing it over; handed over again, byte for byte the same'
        FROM unnest(deliveries, fences) AS given (id, fence)
        WHERE delivery.id = given.id AND state = 'sending'
        RETURNING delivery.id, delivery.intent_at
    )
    SELECT message.delivery_id, sender, recipient, content
    FROM again
    JOIN messaging.messages AS message ON message.delivery_id = again.id AND message.frozen_at = again.intent_at;
$$;
COMMENT ON FUNCTION messaging.hand_over_again(bigint[], bigint[]) IS
    'For deliveries whose earlier handover left a doubt: counts one more handover, and returns the frozen messages.';
