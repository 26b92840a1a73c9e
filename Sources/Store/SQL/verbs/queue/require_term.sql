-- Refuses a coordinator whose term is over.
CREATE OR REPLACE FUNCTION queue.require_term(term bigint) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM queue.leaders WHERE role = 'coordinator' AND leaders.term = require_term.term) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'RL001',
            MESSAGE = format('term %s of the coordinator is over', term),
            HINT = 'Another coordinator leads; this one goes back to standing by.';
    END IF;
END $$;
COMMENT ON FUNCTION queue.require_term(bigint) IS 'Raises RL001 unless this is the current coordinator''s term.';
