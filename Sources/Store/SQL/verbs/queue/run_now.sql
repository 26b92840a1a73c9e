-- Makes one job run as soon as possible: a delayed job becomes due now, a dead one gets all its attempts again. For
-- many at once: queue.preview().
CREATE OR REPLACE FUNCTION queue.run_now(job bigint, reason text) RETURNS text
LANGUAGE sql AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM queue.why(job) WHERE state = 'dead')
            THEN queue.act_on(job, 'redrive', 'dead', reason)
        ELSE queue.act_on(job, 'reschedule', 'delayed', reason, clock.now()) END;
$$;
COMMENT ON FUNCTION queue.run_now(bigint, text) IS
    'Makes a delayed job due now, or redrives a dead one. Returns what was done and how to undo it. Audited.';
