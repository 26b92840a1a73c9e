-- Whoever gives a job back is believed, whether or not the lease is still his.
-- caught by: StoreTests.FinishTests/.a worker that was given up ends nothing
SELECT pg_temp.mistake('queue.retry', 'running.fence = given.fence AND running.nonce = given.nonce', 'true');
