-- Enqueues a set of jobs in the caller's transaction and returns their ids in the same order. If one is wrong, none is
-- enqueued.
--
-- Runs as its owner: the caller needs no right to the tables of the queue.
CREATE OR REPLACE FUNCTION queue.enqueue_many(jobs jsonb)
RETURNS TABLE (ordinal int, id bigint, existing boolean)
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    problem text := queue.validation_error(jobs);
BEGIN
    IF problem IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = problem;
    END IF;
    RETURN QUERY SELECT * FROM queue.place(jobs);
END $$;
COMMENT ON FUNCTION queue.enqueue_many(jsonb) IS
    'Enqueues an array of jobs {queue, kind, payload, run_at, priority, unique_key, unique_for, max_attempts, '
    'expires_at} in the caller''s transaction; queue.enqueue() explains each member. Returns one row per job, in '
    'order: its id, and whether that is an existing job, which holds its unique_key.';
