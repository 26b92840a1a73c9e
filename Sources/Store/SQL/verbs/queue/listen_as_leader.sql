-- The leader says that it wants to be told of what there is for it, or no longer.
CREATE OR REPLACE FUNCTION queue.listen_as_leader(term bigint, wanted boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM queue.require_term(term);
    UPDATE queue.leaders SET listens = wanted
    WHERE role = 'coordinator' AND leaders.term = listen_as_leader.term AND listens <> wanted;
    RETURN wanted AND queue.may_notify();
END $$;
COMMENT ON FUNCTION queue.listen_as_leader(bigint, boolean) IS
    'Whether queue.wake_leader() is to notify the leader (LISTEN "relance: leader"). Answers whether it will. Refused '
    'when the term is not the leader''s.';
