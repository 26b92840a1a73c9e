-- Asks for the enrollments to end whose jobs have just been given up, in the same transaction.
--
-- The on_exit steps of a workflow may fail, and a session that takes jobs back or ends attempts must not fail with
-- them. So this only writes the request to crm.changes. The coordinator's reaction ends the enrollments, and puts
-- failures aside with their errors.
--
-- Runs as its owner, and acts only on jobs that are in queue.dead.
--
-- A message that the last worker may have handed over is listed as doubtful. It has no outcome yet: if an operator
-- redrives the job, it is handed over again.
CREATE OR REPLACE FUNCTION automation.give_up(job_ids bigint[], reasons text[]) RETURNS void
LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
    UPDATE messaging.deliveries AS delivery
    SET doubt = coalesce(doubt, 'its worker died while handing it over') || '; its job was given up: ' || given.reason
    FROM unnest(job_ids, reasons) AS given (id, reason)
    JOIN queue.dead ON dead.id = given.id AND dead.queue = 'email' AND dead.kind IN ('send_step', 'send_email')
    WHERE delivery.dedup_key = messaging.dedup_key(dead.id, dead.payload) AND delivery.state = 'sending';

    INSERT INTO crm.changes (contact_id, at, kind, names, data, workflow)
    SELECT held.contact_id, (SELECT clock.now()), 'asked', ARRAY[held.workflow],
           jsonb_build_object('ask', 'exit', 'by', session_user, 'reason', given.reason, 'job', given.id), held.workflow
    FROM unnest(job_ids, reasons) AS given (id, reason)
    JOIN queue.dead ON dead.id = given.id
        AND dead.queue IN ('automation', 'email') AND dead.kind IN ('advance', 'send_step', 'send_email')
    JOIN automation.enrollments AS held ON held.id = (dead.payload ->> 'enrollment')::bigint AND held.job_id = dead.id;
$$;
COMMENT ON FUNCTION automation.give_up(bigint[], text[]) IS
    'Asks for the active enrollments of these dead jobs to end as failed, each with its reason. Lists messages that '
    'they may have sent as doubtful.';
