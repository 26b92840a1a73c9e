-- What is left to do for jobs that have just been given up because they expired: their keys are free again.
CREATE OR REPLACE FUNCTION queue.settle_expired(ids bigint[]) RETURNS void
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    DELETE FROM queue.unique_keys
    USING queue.dead
    WHERE dead.id = ANY (ids)
      AND unique_keys.unique_key = dead.unique_key AND unique_keys.job_id = dead.id AND held_until IS NULL;
$$;
COMMENT ON FUNCTION queue.settle_expired(bigint[]) IS
    'Frees the keys of jobs in queue.dead that have just expired. Part of queue.put_aside() and queue.expire_at().';
