-- Whoever came last is served first.
-- caught by: StoreTests.ClaimTests/.the most urgent come first
SELECT pg_temp.mistake('queue.claim', $$ORDER BY position
            LIMIT$$, $$ORDER BY position DESC
            LIMIT$$);
