-- A claim waits for rows that another one holds, instead of passing them over.
-- caught by: StoreTests.WaitingTests/.a claim does not wait
SELECT pg_temp.mistake('queue.claim', 'FOR UPDATE SKIP LOCKED', 'FOR UPDATE');
