-- Reacts to jobs that operators cancel and to jobs that expire, in the same transaction: messages that such jobs may
-- have handed over are listed as doubtful. There is no trigger on queue.done, because every successful job also ends
-- there. Both functions run as their owner: the queue decides which callers may cancel and claim.
CREATE OR REPLACE FUNCTION messaging.follow_cancelled_jobs() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    sends CONSTANT text[] := ARRAY(
        SELECT messaging.dedup_key(id, payload) FROM queue.audit_jobs
        WHERE audit_id = NEW.id AND is_changed AND queue = 'email');
BEGIN
    PERFORM messaging.park(sends, NEW.reason) WHERE sends <> '{}';
    RETURN NULL;
END $$;
COMMENT ON FUNCTION messaging.follow_cancelled_jobs() IS
    'Parks the deliveries without outcome of the sends that an operator has cancelled.';

CREATE OR REPLACE TRIGGER messaging_follows
    AFTER UPDATE ON queue.audit
    FOR EACH ROW
    WHEN (OLD.applied_at IS NULL AND NEW.applied_at IS NOT NULL AND NEW.verb = 'cancel')
    EXECUTE FUNCTION messaging.follow_cancelled_jobs();
COMMENT ON TRIGGER messaging_follows ON queue.audit IS 'Keeps deliveries in step with jobs that operators cancel.';

-- These deliveries stay without outcome: if an operator redrives the job, the message is handed over again. When
-- queue.undo() puts an expired job back into queue.dead, its delivery has this doubt already.
CREATE OR REPLACE FUNCTION messaging.follow_expired_jobs() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    sends CONSTANT text[] := ARRAY(
        SELECT messaging.dedup_key(id, payload) FROM dead WHERE reason = 'expired' AND queue = 'email');
BEGIN
    IF sends <> '{}' THEN
        UPDATE messaging.deliveries
        SET doubt = coalesce(doubt, 'its worker died while handing it over') || '; its job expired'
        WHERE dedup_key = ANY (sends) AND state = 'sending' AND coalesce(doubt NOT LIKE '%; its job expired', true);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION messaging.follow_expired_jobs() IS
    'Lists messages that expired sends may have handed over as doubtful.';

CREATE OR REPLACE TRIGGER messaging_follows
    AFTER INSERT ON queue.dead
    REFERENCING NEW TABLE AS dead
    FOR EACH STATEMENT EXECUTE FUNCTION messaging.follow_expired_jobs();
COMMENT ON TRIGGER messaging_follows ON queue.dead IS 'Keeps deliveries in step with jobs that expire.';
