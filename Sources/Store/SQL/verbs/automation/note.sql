-- Adds to the history: what happened to which enrollment at which step.
CREATE OR REPLACE FUNCTION automation.note(
    enrollments bigint[], contacts bigint[], workflows text[], steps text[], whats text[], details text[]
) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO automation.history (enrollment_id, contact_id, at, workflow, step, what, detail)
    SELECT enrollment_id, contact_id, (SELECT clock.now()), workflow, step, what, detail
    FROM unnest(enrollments, contacts, workflows, steps, whats, details)
        AS line (enrollment_id, contact_id, workflow, step, what, detail);
END $$;
COMMENT ON FUNCTION automation.note(bigint[], bigint[], text[], text[], text[], text[]) IS
    'Appends lines to automation.history, all at this moment.';
