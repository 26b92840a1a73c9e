-- A finish is acknowledged, and the lease is still there: it will be rescued and done again.
-- caught by: StoreTests.FinishTests/.a finished job is done
SELECT pg_temp.mistake('queue.finish', $$DELETE FROM queue.running
        USING given
        WHERE$$, $$UPDATE queue.running SET note = note
        FROM given
        WHERE$$);
