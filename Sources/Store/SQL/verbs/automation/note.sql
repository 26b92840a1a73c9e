-- Adds lines to the history: what happened to which enrollment at which step. A caller notes what a step does before
-- the step does it, so that every line stands before what it causes.
CREATE OR REPLACE FUNCTION automation.note(
    enrollments bigint[], contacts bigint[], workflows text[], versions int[], steps text[], whats text[],
    details text[]
) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO automation.history (enrollment_id, contact_id, at, workflow, version, step, what, detail)
    SELECT enrollment_id, contact_id, (SELECT clock.now()), workflow, version, step, what, detail
    FROM unnest(enrollments, contacts, workflows, versions, steps, whats, details)
        AS line (enrollment_id, contact_id, workflow, version, step, what, detail);
END $$;
COMMENT ON FUNCTION automation.note(bigint[], bigint[], text[], int[], text[], text[], text[]) IS
    'Appends lines to automation.history, all with the current time.';
