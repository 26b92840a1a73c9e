-- A member of a filter that is null counts as none: everything is cancelled.
-- caught by: StoreTests.PreviewTests/.what cannot be done is refused in a sentence
SELECT pg_temp.mistake('queue.problem_with_filter', 'WHERE queue.problem_with_member(key, value) IS NOT NULL', 'WHERE false');
