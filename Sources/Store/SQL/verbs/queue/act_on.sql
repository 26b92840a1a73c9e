-- Previews an action on one job and applies it, or says why it cannot be done.
CREATE OR REPLACE FUNCTION queue.act_on(
    job bigint, verb text, state text, reason text, run_at timestamptz DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    filter CONSTANT jsonb := jsonb_build_object('id', job) || jsonb_strip_nulls(jsonb_build_object('state', state));
    prepared record;
BEGIN
    SELECT action, matched, walks INTO prepared FROM queue.preview(verb, filter, run_at);
    IF prepared.matched = 0 THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = CASE
                WHEN prepared.walks > 0
                    THEN queue.help_for_walk(job)
                ELSE format('job %s is %s: there is nothing to %s',
                            job, (SELECT why.state FROM queue.why(job)), verb) END,
            HINT = format('SELECT * FROM queue.why(%s);', job);
    END IF;
    RETURN queue.apply(prepared.action, reason);
END $$;
COMMENT ON FUNCTION queue.act_on(bigint, text, text, text, timestamptz) IS
    'Previews and applies an action on one job. state: the state the job must be in; null: any that the verb applies '
    'to. Part of queue.cancel() and queue.run_now().';

CREATE OR REPLACE FUNCTION queue.help_for_walk(job bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT format('job %s advances enrollment %s (workflow %s, contact %s), which would wait indefinitely; end it: '
                      'SELECT automation.unenroll(%L, %s, ''why''); or: relance contact unenroll %s %s --reason why',
                      job, held.id, held.workflow, held.contact_id, held.workflow, held.contact_id, held.contact_id,
                      held.workflow)
        FROM automation.enrollments AS held WHERE held.job_id = job
    ), format('job %s advances an enrollment that has ended', job))
$$;
COMMENT ON FUNCTION queue.help_for_walk(bigint) IS
    'Which enrollment a job advances, and the call that ends it. Part of queue.act_on().';
