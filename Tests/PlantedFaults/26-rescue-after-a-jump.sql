-- When the clock jumps, a leader whose own lease is over takes everything from workers that live.
-- caught by: StoreTests.RescueTests/.when the clock jumps
SELECT pg_temp.mistake('queue.rescue', 'AND expires_at > clock_timestamp()', '');
