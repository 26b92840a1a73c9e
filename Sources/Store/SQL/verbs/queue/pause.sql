-- Stops claims from a queue. Jobs that run finish. Runs as its owner, because operators may not write the tables
-- themselves.
CREATE OR REPLACE FUNCTION queue.pause(queue text, reason text) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_reason(reason);
    UPDATE queue.queues SET paused_at = clock.now(), paused_reason = pause.reason WHERE name = pause.queue;
    PERFORM queue.note_action('pause', queue, reason, FOUND);
    RETURN format('queue %s is paused: %s', queue, reason);
END $$;
COMMENT ON FUNCTION queue.pause(text, text) IS
    'Stops all claims from a queue until queue.resume(). Jobs that run finish. Audited.';

CREATE OR REPLACE FUNCTION queue.require_reason(reason text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(trim(reason), '') = '' THEN
        RAISE EXCEPTION 'say why: a reason is missing' USING ERRCODE = '22023';
    END IF;
END $$;
COMMENT ON FUNCTION queue.require_reason(text) IS 'Refuses an operator''s action that has no reason.';

CREATE OR REPLACE FUNCTION queue.note_action(verb text, queue text, reason text, is_known boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT is_known THEN
        RAISE EXCEPTION 'there is no queue "%"', queue
            USING ERRCODE = '22023', HINT = 'SELECT * FROM queue.queues lists them.';
    END IF;
    PERFORM queue.note_act(verb, jsonb_build_object('queue', queue), reason);
END $$;
COMMENT ON FUNCTION queue.note_action(text, text, text, boolean) IS
    'Audits what an operator did to a whole queue, or raises an error when there is no such queue. Part of '
    'queue.pause() and queue.resume().';

CREATE OR REPLACE FUNCTION queue.note_act(verb text, subject jsonb, reason text) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO queue.audit (verb, subject, matched, applied_at, applied_by, reason, changed)
    VALUES (verb, subject, 1, clock_timestamp(), session_user, reason, 1);
$$;
COMMENT ON FUNCTION queue.note_act(text, jsonb, text) IS
    'Audits what an operator has just done to a queue, a kind or a workflow.';
