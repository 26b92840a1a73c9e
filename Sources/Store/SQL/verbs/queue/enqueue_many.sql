-- Enqueues a set of jobs in the caller's transaction, and answers in their order. All of them, or none when one is
-- wrong.
--
-- Runs as its owner: whoever enqueues needs no right to the tables of the queue.
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
    'expires_at} in the caller''s transaction; queue.enqueue() says what each means. Answers one row per job, in '
    'order: its id, and whether the job that holds its unique_key stood in for it.';
