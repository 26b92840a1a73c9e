-- Lets workers claim from a paused queue again.
CREATE OR REPLACE FUNCTION queue.resume_queue(queue text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE queue.queues SET paused_at = NULL, paused_reason = NULL WHERE name = resume_queue.queue;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no queue "%"', queue USING ERRCODE = '22023';
    END IF;
    RETURN format('queue %s runs', queue);
END $$;
COMMENT ON FUNCTION queue.resume_queue(text) IS 'Ends the pause of a queue.';
