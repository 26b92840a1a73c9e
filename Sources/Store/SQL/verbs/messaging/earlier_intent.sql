-- The intent that a step already has, if any.
--
-- A function of its own, because its queries take new snapshots: the intent may have been committed while the caller's
-- statement waited for it. An intent without outcome that must not be repeated ends here as doubtful, and is not handed
-- over again. It must not be repeated if there is an objection, or if its frozen message no longer exists.
CREATE OR REPLACE FUNCTION messaging.earlier_intent(key text, objection text)
RETURNS SETOF messaging.deliveries
LANGUAGE plpgsql STRICT VOLATILE ROWS 1 AS $$
BEGIN
    IF objection <> '' THEN
        UPDATE messaging.deliveries
        SET state = 'doubtful', outcome_at = clock.now(),
            doubt = coalesce(doubt, 'its worker died while handing it over') || '; not handed over again: ' || objection
        WHERE dedup_key = key AND state = 'sending';
    END IF;
    UPDATE messaging.deliveries AS delivery
    SET state = 'doubtful', outcome_at = clock.now(),
        doubt = coalesce(doubt, 'its worker died while handing it over')
            || '; not handed over again: its message is no longer kept'
    WHERE dedup_key = key
      AND state = 'sending'
      AND NOT EXISTS (
          SELECT FROM messaging.messages
          WHERE messages.delivery_id = delivery.id AND messages.frozen_at = delivery.intent_at);
    RETURN QUERY SELECT * FROM messaging.deliveries WHERE dedup_key = key;
END $$;
COMMENT ON FUNCTION messaging.earlier_intent(text, text) IS
    'The delivery of a dedup_key. objection: why it must not be handed over again; blank: nothing is against it. With '
    'an objection, or without its message, a delivery without outcome ends as doubtful. Part of messaging.intend().';
