-- Jobs are given only to who waits for a notification; polling finds nothing, so a lost notification is a lost wake-up.
-- caught by: StoreTests.ClaimTests/.a queue gives only its own jobs
SELECT pg_temp.mistake('queue.claim', 'FOR lane_now IN -1..1 LOOP
        mark', $$
    IF NOT EXISTS (SELECT pg_listening_channels()) THEN RETURN; END IF;
    FOR lane_now IN -1..1 LOOP
        mark$$);
