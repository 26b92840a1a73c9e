-- Makes turns that have come into changes. The coordinator then evaluates the filters for those contacts again.
CREATE OR REPLACE FUNCTION automation.take_turns(term bigint, turns_max int)
RETURNS bigint
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    present CONSTANT timestamptz := clock.now();
    taken bigint;
BEGIN
    PERFORM queue.require_term(term);
    WITH due AS MATERIALIZED (
        SELECT turns.ctid AS place FROM automation.turns
        WHERE at <= present
        ORDER BY at
        LIMIT turns_max
        FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM automation.turns WHERE ctid = ANY (ARRAY(SELECT place FROM due)) RETURNING workflow, contact_id
    ), changed AS (
        INSERT INTO crm.changes (contact_id, at, kind, names)
        SELECT contact_id, present, 'time', array_agg(workflow) FROM gone GROUP BY contact_id
    )
    SELECT count(*) INTO taken FROM gone;
    RETURN taken;
END $$;
COMMENT ON FUNCTION automation.take_turns(bigint, int) IS
    'Moves up to turns_max turns that have come from automation.turns to crm.changes. Returns how many.';
