-- Enqueues one job in the caller's transaction.
CREATE OR REPLACE FUNCTION queue.enqueue(
    queue        text,
    kind         text,
    payload      jsonb       DEFAULT '{}',
    run_at       timestamptz DEFAULT NULL,
    priority     int         DEFAULT 0,
    unique_key   text        DEFAULT NULL,
    max_attempts int         DEFAULT 20,
    expires_at   timestamptz DEFAULT NULL,
    unique_for   interval    DEFAULT NULL
) RETURNS bigint
LANGUAGE sql AS $$
    SELECT id
    FROM queue.enqueue_many(jsonb_build_array(jsonb_build_object(
        'queue', queue, 'kind', kind, 'payload', payload, 'run_at', run_at, 'priority', priority,
        'unique_key', unique_key, 'max_attempts', max_attempts, 'expires_at', expires_at, 'unique_for', unique_for)));
$$;
COMMENT ON FUNCTION queue.enqueue(text, text, jsonb, timestamptz, int, text, int, timestamptz, interval) IS
    'Enqueues one job in the caller''s transaction. Returns its id, or the id of the job that holds its unique_key. '
    'kind: one of queue.kinds. payload: an object of at most 8 KiB, of the kind''s shape. run_at: the earliest start; '
    'null: now. priority: below 0 urgent, above 0 bulk. unique_key: no second job while one with this key is pending, '
    'or, with unique_for, for that long from now. max_attempts: how many failed attempts make it dead. expires_at: '
    'from then on it is not started.';
