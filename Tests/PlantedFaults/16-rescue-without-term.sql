-- A coordinator that was deposed goes on rescuing.
-- caught by: StoreTests.PromoteTests/.a leader whose term is over
SELECT pg_temp.mistake('queue.rescue', 'PERFORM queue.require_term(term);', '');
