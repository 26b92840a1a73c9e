-- Who could not beat because PostgreSQL was away is taken for dead as soon as it is back.
-- caught by: StoreTests.RescueTests/.nothing is rescued within one expiry
SELECT pg_temp.mistake('queue.rescue', 'IF pg_postmaster_start_time() + expiry > clock_timestamp()', 'IF false');
