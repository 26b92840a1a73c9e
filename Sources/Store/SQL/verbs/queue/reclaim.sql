-- The leases of one claim, for a worker that did not receive the reply.
CREATE OR REPLACE FUNCTION queue.reclaim(worker text, nonce uuid)
RETURNS SETOF queue.running
LANGUAGE sql STABLE AS $$
    SELECT * FROM queue.running WHERE running.worker = reclaim.worker AND running.nonce = reclaim.nonce;
$$;
COMMENT ON FUNCTION queue.reclaim(text, uuid) IS
    'The jobs that a worker holds from the claim with this nonce, for when the reply to the claim was lost.';
