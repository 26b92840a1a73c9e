-- A finish is acknowledged, and the lease is still there: it will be rescued and done again.
-- caught by: StoreTests.FinishTests/.a finished job is done
SELECT pg_temp.mistake('queue.finish', $$DELETE FROM queue.running
        USING given
        WHERE running.id = given.id AND running.fence = given.fence AND running.nonce = given.nonce
        RETURNING running.*$$, $$SELECT running.* FROM queue.running JOIN given USING (id, fence, nonce)$$);
