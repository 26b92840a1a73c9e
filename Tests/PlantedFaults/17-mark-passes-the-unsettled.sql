-- A mark does not wait for transactions that have positions and have not committed: their jobs are never claimed.
-- caught by: StoreTests.MarksTests/.a mark waits also for the youngest
SELECT pg_temp.mistake('queue.advance_marks', 'IF pg_snapshot_xmin(pg_current_snapshot()) < settled.horizon THEN', 'IF false THEN');
