-- A job may kill as many workers as it likes.
-- caught by: StoreTests.RescueTests/.the third worker a job kills
SELECT pg_temp.mistake('queue.rescue', 'crashes < 2', 'true');
SELECT pg_temp.mistake('queue.rescue', 'crashes >= 2', 'false');
