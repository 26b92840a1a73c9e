-- Lets workers claim from a paused queue again. Runs as its owner, because operators may not write the tables
-- themselves.
CREATE OR REPLACE FUNCTION queue.resume(queue text, reason text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_reason(reason);
    UPDATE queue.queues SET paused_at = NULL, paused_reason = NULL WHERE name = resume.queue;
    PERFORM queue.note_action('resume', queue, reason, FOUND);
    RETURN format('queue %s runs', queue);
END $$;
COMMENT ON FUNCTION queue.resume(text, text) IS 'Ends the pause of a queue. Audited.';
