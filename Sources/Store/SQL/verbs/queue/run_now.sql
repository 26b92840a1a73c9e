-- Has one job run as soon as may be: one that is delayed is due now, one that is dead gets all its attempts again. Many
-- at once: queue.preview().
CREATE OR REPLACE FUNCTION queue.run_now(job bigint, reason text) RETURNS text
LANGUAGE sql AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM queue.why(job) WHERE state = 'dead')
            THEN queue.act_on(job, 'redrive', 'dead', reason)
        ELSE queue.act_on(job, 'reschedule', 'delayed', reason, clock.now()) END;
$$;
COMMENT ON FUNCTION queue.run_now(bigint, text) IS
    'Makes a delayed job due now, or redrives a dead one. Answers what was done, and how to undo it. Audited.';
