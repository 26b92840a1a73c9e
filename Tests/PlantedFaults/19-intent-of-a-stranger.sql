-- A worker whose lease was given to another may still send.
-- caught by: StoreTests.IntendTests/.a worker that was given up intends nothing
SELECT pg_temp.mistake('messaging.intend', 'AND job.fence = given.fence AND job.nonce = given.nonce', '');
