-- A leader that has only just begun to lead takes back what it has not seen for long enough.
-- caught by: StoreTests.RescueTests/.a leader that has only just begun to lead
SELECT pg_temp.mistake('queue.rescue', 'since + expiry <= clock_timestamp()', 'true');
