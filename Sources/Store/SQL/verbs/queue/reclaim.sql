-- The leases of one claim, for a worker that never saw the reply to it.
CREATE OR REPLACE FUNCTION queue.reclaim(worker text, nonce uuid)
RETURNS SETOF queue.running
LANGUAGE sql STABLE AS $$
    SELECT * FROM queue.running WHERE running.worker = reclaim.worker AND running.nonce = reclaim.nonce;
$$;
COMMENT ON FUNCTION queue.reclaim(text, uuid) IS
    'The jobs a worker holds from the claim with this nonce: what to ask when the reply to a claim was lost.';
