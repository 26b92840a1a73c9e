-- Cancels one waiting job. For many at once: queue.preview().
CREATE OR REPLACE FUNCTION queue.cancel(job bigint, reason text) RETURNS text
LANGUAGE sql AS $$
    SELECT queue.act_on(job, 'cancel', NULL, reason);
$$;
COMMENT ON FUNCTION queue.cancel(bigint, text) IS
    'Cancels a delayed, gated or ready job. Returns what was done and how to undo it. Audited.';
