-- Gives up the leadership immediately, so that a standby need not wait until the lease expires.
CREATE OR REPLACE FUNCTION queue.step_down(role text, holder text) RETURNS void
LANGUAGE sql AS $$
    UPDATE queue.leaders
    SET expires_at = '-infinity'
    WHERE leaders.role = step_down.role AND leaders.holder = step_down.holder;
$$;
COMMENT ON FUNCTION queue.step_down(text, text) IS 'Ends the caller''s leadership, if it leads.';
