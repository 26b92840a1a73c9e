-- The job that holds a unique key.
--
-- A function of its own, because its query takes a new snapshot. The key may have been committed while the caller's
-- statement waited for it, and that statement cannot see it.
CREATE OR REPLACE FUNCTION queue.holder_of(key text) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    holder bigint;
BEGIN
    SELECT job_id INTO holder FROM queue.unique_keys WHERE unique_key = holder_of.key;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the job that held a unique_key has ended at this very moment'
            USING ERRCODE = 'serialization_failure', HINT = 'Enqueue again.';
    END IF;
    RETURN holder;
END $$;
COMMENT ON FUNCTION queue.holder_of(text) IS
    'The job that holds a unique_key, even if its transaction committed a moment ago. Part of queue.place().';
