-- Lets workers claim from a paused queue again.
CREATE OR REPLACE FUNCTION queue.resume_queue(queue text, reason text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM queue.require_reason(reason);
    UPDATE queue.queues SET paused_at = NULL, paused_reason = NULL WHERE name = resume_queue.queue;
    PERFORM queue.note_action('resume', queue, reason, FOUND);
    RETURN format('queue %s runs', queue);
END $$;
COMMENT ON FUNCTION queue.resume_queue(text, text) IS 'Ends the pause of a queue. Audited.';
