-- Takes jobs back from workers whose heartbeat has expired, or that have held them past their deadline.
--
-- No worker can send heartbeats while PostgreSQL is down or unreachable. So nothing is rescued within one expiry of
-- PostgreSQL's start, or of the moment since when the leader has led without a gap. A leader whose own lease has
-- expired does not rescue either: when the clock jumps, all leases expire, and the workers' next heartbeats renew
-- theirs. A job whose worker died is a suspect: see queue.claim(). The third worker that it kills makes it dead.
--
-- Reads leases only when a worker has expired, and then all of them. A thorough pass also finds leases past their
-- deadline, and those of unknown workers. It always reads the whole table, with dead rows that an old transaction may
-- keep, so it should be rare.
CREATE OR REPLACE FUNCTION queue.rescue(
    term bigint, expiry interval, jobs_max int DEFAULT 500, thorough boolean DEFAULT true
)
RETURNS TABLE (id bigint, answer text, payload jsonb)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
    expired CONSTANT text[] := ARRAY(SELECT name FROM queue.workers WHERE expires_at <= clock_timestamp());
    places tid[];
BEGIN
    PERFORM queue.require_term(term);
    IF pg_postmaster_start_time() + expiry > clock_timestamp()
       OR NOT EXISTS (
           SELECT FROM queue.leaders
           WHERE role = 'coordinator' AND since + expiry <= clock_timestamp() AND expires_at > clock_timestamp()) THEN
        RETURN;
    END IF;
    IF expired <> '{}' THEN
        places := ARRAY(
            SELECT running.ctid FROM queue.running
            WHERE running.worker = ANY (expired)
            LIMIT jobs_max FOR UPDATE SKIP LOCKED);
    END IF;
    IF thorough THEN
        places := coalesce(places, '{}') || ARRAY(
            SELECT running.ctid FROM queue.running
            WHERE (running.worker NOT IN (SELECT name FROM queue.workers) OR running.deadline < clock_timestamp())
              AND running.worker <> ALL (expired)
            LIMIT jobs_max - coalesce(cardinality(places), 0) FOR UPDATE SKIP LOCKED);
    END IF;
    RETURN QUERY
    WITH gone AS MATERIALIZED (
        DELETE FROM queue.running WHERE ctid = ANY (places) RETURNING *
    ), recorded AS (
        INSERT INTO queue.attempts (job_id, queue, attempt, ended_at, fence, worker, error)
        SELECT id, queue, attempt + 1, present, fence, worker, 'its worker died, lost its connection or was stuck'
        FROM gone
    ), again AS (
        INSERT INTO queue.ready (
            id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes, queue, kind,
            gate, unique_key, note, payload
        )
        SELECT id, run_at, enqueued_at, valid_until, expires_at, priority, attempt, attempt_limit, crashes + 1, queue,
               kind, gate, unique_key, 'its worker died or was stuck', payload
        FROM gone WHERE crashes < 2
    ), given_up AS (
        INSERT INTO queue.dead (
            id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes, queue, kind, gate,
            unique_key, note, payload, died_at, reason
        )
        SELECT id, run_at, enqueued_at, expires_at, priority, attempt, attempt_limit, crashes + 1, queue, kind, gate,
               unique_key, 'three workers died with it', payload, present, 'killed its workers'
        FROM gone WHERE crashes >= 2
    )
    SELECT gone.id, CASE WHEN crashes >= 2 THEN 'dead' ELSE 'rescued' END, gone.payload FROM gone;
    DELETE FROM queue.listeners
    WHERE worker NOT IN (SELECT name FROM queue.workers WHERE expires_at > clock_timestamp());
    DELETE FROM queue.workers
    WHERE expires_at < clock_timestamp() - interval '1 hour'
       OR (expires_at < clock_timestamp()
           AND NOT EXISTS (SELECT FROM queue.running WHERE running.worker = workers.name));
END $$;
COMMENT ON FUNCTION queue.rescue(bigint, interval, int, boolean) IS
    'Takes jobs back from workers whose heartbeat has expired. expiry: the same as theirs. thorough: also leases past '
    'their deadline, and those of unknown workers. Returns rescued or dead for each job, with its payload.';
