-- Takes jobs back from workers that no longer beat, or that have held them past their deadline.
--
-- Nobody can beat while PostgreSQL is down or out of reach, so nothing is rescued within one expiry of its own start, or of
-- the moment from which the leader has led without a gap. A job whose
-- worker died is claimed alone the next time; the third worker it kills is the last.
CREATE OR REPLACE FUNCTION queue.rescue(term bigint, expiry interval, jobs_max int DEFAULT 500)
RETURNS TABLE (id bigint, answer text, payload jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
BEGIN
    PERFORM queue.require_term(term);
    IF pg_postmaster_start_time() + expiry > clock_timestamp()
       OR EXISTS (SELECT FROM queue.leaders WHERE role = 'coordinator' AND since + expiry > clock_timestamp()) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH lost AS MATERIALIZED (
        SELECT running.ctid AS place
        FROM queue.running
        WHERE running.worker NOT IN (SELECT name FROM queue.workers WHERE expires_at > clock_timestamp())
           OR running.deadline < clock_timestamp()
        LIMIT jobs_max
        FOR UPDATE SKIP LOCKED
    ), gone AS MATERIALIZED (
        DELETE FROM queue.running WHERE ctid = ANY (ARRAY(SELECT place FROM lost)) RETURNING *
    ), recorded AS (
        INSERT INTO queue.attempts (job_id, attempt, ended_at, fence, worker, error)
        SELECT id, attempt + 1, present, fence, worker, 'its worker died, lost its connection or was stuck' FROM gone
    ), again AS (
        INSERT INTO queue.ready (id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload)
        SELECT id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes + 1, queue, kind, gate, unique_key, 'its worker died or was stuck', payload
        FROM gone WHERE crashes < 2
    ), freed AS (
        DELETE FROM queue.unique_keys USING gone
        WHERE unique_keys.unique_key = gone.unique_key AND unique_keys.job_id = gone.id AND gone.crashes >= 2
    ), given_up AS (
        INSERT INTO queue.dead (id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate, unique_key, note, payload, died_at, reason)
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes + 1, queue, kind, gate, unique_key, 'three workers died with it', payload, present, 'killed its workers'
        FROM gone WHERE crashes >= 2
    )
    SELECT gone.id, CASE WHEN crashes >= 2 THEN 'dead' ELSE 'rescued' END, gone.payload FROM gone;
    DELETE FROM queue.workers
    WHERE expires_at < clock_timestamp() - interval '1 hour'
       OR (expires_at < clock_timestamp() AND NOT EXISTS (SELECT FROM queue.running WHERE running.worker = workers.name));
END $$;
COMMENT ON FUNCTION queue.rescue(bigint, interval, int) IS 'Takes jobs back from workers whose heartbeat expired (expiry: the same as theirs), and leases past their deadline. Answers rescued or dead for each, with its payload.';
