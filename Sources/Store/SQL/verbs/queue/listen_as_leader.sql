-- Sets whether the leader is notified of new work.
CREATE OR REPLACE FUNCTION queue.listen_as_leader(term bigint, wanted boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM queue.require_term(term);
    UPDATE queue.leaders SET listens = wanted
    WHERE role = 'coordinator' AND leaders.term = listen_as_leader.term AND listens <> wanted;
    RETURN wanted AND queue.may_notify();
END $$;
COMMENT ON FUNCTION queue.listen_as_leader(bigint, boolean) IS
    'Sets whether queue.wake_leader() notifies the leader (LISTEN "relance: leader"). Returns whether it will. Refuses '
    'a term that is not the leader''s.';
