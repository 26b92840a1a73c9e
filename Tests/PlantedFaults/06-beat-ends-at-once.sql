-- A heartbeat lasts no time at all: every live worker looks dead.
-- caught by: StoreTests.RescueTests/.the jobs of a worker that no longer beats
SELECT pg_temp.mistake('queue.beat', 'clock_timestamp() + expiry', 'clock_timestamp()');
