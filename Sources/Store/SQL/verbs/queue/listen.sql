-- Adds or removes a worker as a listener for new jobs of a queue.
CREATE OR REPLACE FUNCTION queue.listen(worker text, queue text, wanted boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    IF wanted THEN
        INSERT INTO queue.listeners (queue, worker) VALUES (listen.queue, listen.worker) ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM queue.listeners WHERE queue = listen.queue AND worker = listen.worker;
    END IF;
    RETURN wanted AND queue.may_notify();
END $$;
COMMENT ON FUNCTION queue.listen(text, text, boolean) IS
    'Adds a worker to the listeners that are notified of new jobs of a queue (LISTEN "relance <queue>"), or removes '
    'it. Only for a worker that has little to do, because notifying makes commits wait for each other. Returns whether '
    'it will be notified.';
