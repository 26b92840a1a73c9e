-- The mark of leases does not wait for a claim that has numbered its leases and has not committed: they are never counted.
-- caught by: StoreTests.MarksTests/.a mark of leases waits for a claim
SELECT pg_temp.mistake('queue.advance_marks', 'least(coalesce(first.fence, settled.fence + 1), settled.fence + 1)', 'coalesce(first.fence, fenced + 1)');
