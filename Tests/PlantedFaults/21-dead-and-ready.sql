-- A job that has killed three workers is listed as dead, and handed to a fourth.
-- caught by: StoreTests.PoisonTests/.a job that has killed three workers
SELECT pg_temp.mistake('queue.rescue', 'FROM gone WHERE crashes < 2', 'FROM gone');
