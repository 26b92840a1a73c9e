-- Enqueues one job in the caller's transaction.
CREATE OR REPLACE FUNCTION queue.enqueue(
    queue         text,
    kind          text,
    payload       jsonb       DEFAULT '{}',
    run_at        timestamptz DEFAULT NULL,
    priority      int         DEFAULT 0,
    unique_key    text        DEFAULT NULL,
    attempt_limit int         DEFAULT 20,
    expires_at    timestamptz DEFAULT NULL,
    gate          text        DEFAULT NULL
) RETURNS bigint
LANGUAGE sql AS $$
    SELECT id
    FROM queue.enqueue_many(jsonb_build_array(jsonb_build_object(
        'queue', queue, 'kind', kind, 'payload', payload, 'run_at', run_at, 'priority', priority,
        'unique_key', unique_key, 'attempt_limit', attempt_limit, 'expires_at', expires_at, 'gate', gate)));
$$;
COMMENT ON FUNCTION queue.enqueue(text, text, jsonb, timestamptz, int, text, int, timestamptz, text) IS
    'Enqueues one job in the caller''s transaction and answers its id (that of the pending job when its unique_key is taken). run_at: not before; null is now. expires_at: not after.';
