-- A member of a filter that is null counts as none: everything is cancelled.
-- caught by: StoreTests.PreviewTests/.what cannot be done is refused in a sentence
SELECT pg_temp.mistake('queue.filter_error', 'WHERE queue.member_error(key, value) IS NOT NULL', 'WHERE false');
