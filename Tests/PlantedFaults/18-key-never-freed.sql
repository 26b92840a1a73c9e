-- A finished job keeps its unique key: the next one with it is never enqueued.
-- caught by: StoreTests.UniqueKeyTests/.a finished job gives its key back
SELECT pg_temp.mistake('queue.finish', 'WHERE unique_keys.unique_key = ended.unique_key AND', 'WHERE false AND');
