-- Promotion begins behind jobs whose transactions have not committed: they wait for the next thorough look.
-- caught by: StoreTests.DueMarkTests/.what is enqueued meanwhile
SELECT pg_temp.mistake('queue.advance_marks', 'IF pg_snapshot_xmin(pg_current_snapshot()) < settled.horizon THEN', 'IF false THEN');
