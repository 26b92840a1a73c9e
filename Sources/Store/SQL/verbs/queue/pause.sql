-- Stops claiming from a queue. What is running finishes.
CREATE OR REPLACE FUNCTION queue.pause(queue text, reason text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE queue.queues SET paused_at = clock.now(), paused_reason = coalesce(nullif(reason, ''), 'no reason given')
    WHERE name = pause.queue;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no queue "%"', queue USING ERRCODE = '22023';
    END IF;
    RETURN format('queue %s is paused: %s', queue, reason);
END $$;
COMMENT ON FUNCTION queue.pause(text, text) IS 'Stops all claiming from a queue until queue.resume_queue(). What is running finishes.';
