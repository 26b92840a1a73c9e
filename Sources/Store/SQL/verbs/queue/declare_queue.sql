-- Declares a queue, or changes what is said of it. Its jobs are claimed by whoever asks for them by its name.
-- Runs as its owner: operators act through such verbs alone.
CREATE OR REPLACE FUNCTION queue.declare_queue(queue text, description text) RETURNS void
LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH changed AS (
        INSERT INTO queue.queues AS known (name, description) VALUES (queue, declare_queue.description)
        ON CONFLICT (name) DO UPDATE SET description = excluded.description
        WHERE known.description <> excluded.description
        RETURNING name, known.description
    )
    SELECT queue.note_act('declare', jsonb_build_object('queue', name), changed.description) FROM changed;
$$;
COMMENT ON FUNCTION queue.declare_queue(text, text) IS
    'Declares a queue of one''s own. Name: lower-case letters, digits, "_" and "-". What may be enqueued into it: '
    'queue.declare_kind(). Audited.';
