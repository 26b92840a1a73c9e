-- Ends enrollments immediately, with a reason, and withdraws their waiting jobs.
--
-- Runs as its owner, because workers may not write crm.changes.
CREATE OR REPLACE FUNCTION automation.leave(ids bigint[], reasons text[], steps text[] DEFAULT NULL)
RETURNS TABLE (id bigint, contact_id bigint)
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
    waiting bigint[];
    gone bigint[];
BEGIN
    WITH ending AS MATERIALIZED (
        SELECT held.id, held.job_id, held.contact_id, held.workflow, held.version, reason,
               CASE WHEN steps IS NULL THEN held.step ELSE given.step END AS step
        FROM automation.enrollments AS held
        JOIN unnest(ids, reasons, steps) AS given (id, reason, step) ON held.id = given.id
        WHERE held.job_id IS NOT NULL  -- only an active one has a job
        ORDER BY held.id
        FOR UPDATE OF held
    ), ended AS (
        UPDATE automation.enrollments AS held
        SET state = 'ended', ended_at = present, end_reason = reason, job_id = NULL
        FROM ending WHERE held.id = ending.id
    ), noted AS (
        INSERT INTO automation.history (enrollment_id, contact_id, at, workflow, version, step, what, detail)
        SELECT ending.id, ending.contact_id, present, workflow, version, step, 'ended', reason FROM ending
    ), changed AS (
        INSERT INTO crm.changes (contact_id, at, kind, names)
        SELECT ending.contact_id, present, 'walk', ARRAY[workflow]
        FROM ending JOIN automation.workflows ON workflows.name = ending.workflow AND watched
    )
    -- Most enrollments end in their own job, which is running and therefore not withdrawn.
    SELECT array_agg(ending.job_id) FILTER (
               WHERE NOT EXISTS (SELECT FROM queue.running WHERE running.id = ending.job_id)),
           array_agg(ending.id)
    INTO waiting, gone
    FROM ending;
    PERFORM messaging.withdraw(waiting, 'cancelled', 'its enrollment ended') WHERE waiting IS NOT NULL;
    RETURN QUERY SELECT held.id, held.contact_id FROM automation.enrollments AS held WHERE held.id = ANY (gone);
END $$;
COMMENT ON FUNCTION automation.leave(bigint[], text[], text[]) IS
    'Ends active enrollments, each with its reason, and cancels their waiting jobs. steps: the step where each ends '
    '(null: after its last step); without steps, where each is. Returns those that were active. The caller runs their '
    'on_exit steps, in the same transaction.';
