-- A worker says that it wants to be told of new jobs of a queue, or no longer.
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
    'Adds a worker to those who are told of new jobs of a queue (LISTEN "relance <queue>"), or takes it away. For one '
    'that has little to do: telling makes commits wait for each other. Answers whether it will be told.';
