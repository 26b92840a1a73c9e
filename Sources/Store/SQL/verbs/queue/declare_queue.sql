-- Declares a queue, or changes its description. Any worker that asks for the queue by name claims its jobs. Runs as its
-- owner, because operators may not write the tables themselves.
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
    'Declares a queue of one''s own, or changes its description. Name: lower-case letters, digits, "_" and "-". '
    'queue.declare_kind() says what may be enqueued into it. Audited.';
