-- Whoever finishes a job is believed, whether or not the lease is still his.
-- caught by: StoreTests.FinishTests/.a worker that was given up cannot finish
SELECT pg_temp.mistake('queue.finish', 'running.fence = given.fence AND running.nonce = given.nonce', 'true');
