-- What is left to do for jobs that have just been given up because they expired: their keys are free again, and what
-- they may have sent is listed as doubtful.
CREATE OR REPLACE FUNCTION queue.settle_expired(ids bigint[]) RETURNS void
LANGUAGE sql
SET enable_seqscan = off SET jit = off AS $$
    WITH gone AS MATERIALIZED (
        SELECT id, queue, unique_key, payload FROM queue.dead WHERE id = ANY (ids)
    ), freed AS (
        DELETE FROM queue.unique_keys USING gone
        WHERE unique_keys.unique_key = gone.unique_key AND unique_keys.job_id = gone.id AND held_until IS NULL
    )
    UPDATE messaging.deliveries AS delivery
    SET doubt = coalesce(doubt, 'its worker died while handing it over') || '; its job expired'
    FROM gone
    WHERE gone.queue = 'email'
      AND delivery.dedup_key = messaging.dedup_key(gone.id, gone.payload)
      AND delivery.state = 'sending';
$$;
COMMENT ON FUNCTION queue.settle_expired(bigint[]) IS
    'Frees the keys of jobs in queue.dead that have just expired, and lists what they may have sent as doubtful. Part '
    'of queue.put_aside() and queue.expire_at().';
