-- The contacts, of those given, that are inside a workflow now.
CREATE OR REPLACE FUNCTION automation.inside(workflow text, contacts bigint[])
RETURNS TABLE (id bigint, contact_id bigint, version int, enrolled_at timestamptz, step text)
LANGUAGE sql STABLE
SET enable_seqscan = off SET jit = off AS $$
    SELECT held.id, held.contact_id, held.version, held.enrolled_at, held.step
    FROM automation.enrollments AS held
    WHERE held.workflow = inside.workflow AND held.contact_id = ANY (inside.contacts) AND held.state = 'active';
$$;
COMMENT ON FUNCTION automation.inside(text, bigint[]) IS 'The active enrollments of these contacts in a workflow.';
