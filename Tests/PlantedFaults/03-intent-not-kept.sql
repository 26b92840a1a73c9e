-- The answer to an intent is "send" before anything of it has been written down.
-- caught by: StoreTests.IntendTests/.an intent is committed with its message
SELECT pg_temp.mistake('messaging.intend', $$WHERE verdict = 'send' AND blocked IS NULL$$, 'WHERE false');
SELECT pg_temp.mistake('messaging.intend', 'WHEN intended.id IS NULL THEN', 'WHEN false THEN');
