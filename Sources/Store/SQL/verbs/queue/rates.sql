-- The queues with their rates, for the leader. A queue whose rate was taken away is here as well, because jobs may
-- still wait at its rate gate.
CREATE OR REPLACE FUNCTION queue.rates()
RETURNS TABLE (queue text, per_second real, is_waiting boolean)
LANGUAGE sql STABLE
SET enable_seqscan = off SET jit = off AS $$
    SELECT name, per_second, queue.has_gated(queue.rate_gate(name)) FROM queue.queues;
$$;
COMMENT ON FUNCTION queue.rates() IS
    'Each queue''s rate (null: none), and whether jobs wait at its rate gate. For the coordinator.';
