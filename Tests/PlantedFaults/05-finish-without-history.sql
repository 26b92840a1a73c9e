-- A finished job is gone without a trace.
-- caught by: StoreTests.FinishTests/.a finished job is done
SELECT pg_temp.mistake('queue.finish', $$FROM ended
    ), freed$$, $$FROM ended WHERE false
    ), freed$$);
