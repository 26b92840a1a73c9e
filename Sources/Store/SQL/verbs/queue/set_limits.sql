-- Limits how many jobs of a queue run at once, and how many start in a second; null: no limit. Runs as its owner,
-- because operators may not write the tables themselves.
CREATE OR REPLACE FUNCTION queue.set_limits(
    queue text, reason text, concurrency int DEFAULT NULL, per_second real DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_reason(reason);
    IF NOT coalesce(concurrency BETWEEN 1 AND 1000000, true)
       OR NOT coalesce(per_second BETWEEN 0.001 AND 1000000, true) THEN
        RAISE EXCEPTION 'a limit must be above 0, and a million at most; to stop a queue: queue.pause()'
            USING ERRCODE = '22023';
    END IF;
    UPDATE queue.queues
    SET concurrency = set_limits.concurrency, per_second = set_limits.per_second
    WHERE name = set_limits.queue;
    PERFORM queue.note_action(
        'limit',
        queue,
        format('%s (at once: %s, a second: %s)',
               reason, coalesce(concurrency::text, 'any'), coalesce(per_second::text, 'any')),
        FOUND);
    RETURN format('queue %s: %s at once, %s a second',
                  queue,
                  coalesce('at most ' || concurrency, 'any number'),
                  coalesce('at most ' || per_second, 'any number'));
END $$;
COMMENT ON FUNCTION queue.set_limits(text, text, int, real) IS
    'Limits how many jobs of a queue run at once (concurrency, exact over all workers) and how many start in a second '
    '(per_second). A rate does not hold back jobs that are already ready; of the others, at most a second''s worth is '
    'ready at a time. null removes a limit. Audited.';
