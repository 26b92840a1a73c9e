-- Jobs are taken back from workers that live.
-- caught by: StoreTests.RescueTests/.the jobs of a worker that no longer beats
SELECT pg_temp.mistake('queue.rescue', 'FROM queue.workers WHERE expires_at <= clock_timestamp())', 'FROM queue.workers)');
