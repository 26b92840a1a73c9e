-- Records why due sends did not leave immediately.
CREATE OR REPLACE FUNCTION messaging.record_verdicts(
    jobs bigint[], contacts bigint[], enrollments bigint[], workflows text[], steps text[],
    verdicts text[], untils timestamptz[], reasons text[]
) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO messaging.verdicts (job_id, contact_id, enrollment_id, at, workflow, step, verdict, until, reason)
    SELECT job_id, contact_id, enrollment_id, (SELECT clock.now()), workflow, step, verdict, until, reason
    FROM unnest(jobs, contacts, enrollments, workflows, steps, verdicts, untils, reasons)
        AS line (job_id, contact_id, enrollment_id, workflow, step, verdict, until, reason);
$$;
COMMENT ON FUNCTION messaging.record_verdicts(
    bigint[], bigint[], bigint[], text[], text[], text[], timestamptz[], text[]) IS
    'Appends to messaging.verdicts: later (until when), skip or exit, each with its reason.';
