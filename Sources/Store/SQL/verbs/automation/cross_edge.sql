-- Stores which of the evaluated contacts match a workflow's trigger. Returns those that did not match before.
CREATE OR REPLACE FUNCTION automation.cross_edge(workflow text, trigger int, looked_at bigint[], matching bigint[])
RETURNS SETOF bigint
LANGUAGE sql AS $$
    WITH left_behind AS (
        DELETE FROM automation.matches
        WHERE matches.workflow = cross_edge.workflow AND matches.trigger = cross_edge.trigger
          AND contact_id = ANY (looked_at) AND contact_id <> ALL (matching)
    )
    INSERT INTO automation.matches (workflow, trigger, contact_id)
    SELECT cross_edge.workflow, cross_edge.trigger, contact_id FROM unnest(matching) AS contact_id ORDER BY contact_id
    ON CONFLICT DO NOTHING
    RETURNING contact_id;
$$;
COMMENT ON FUNCTION automation.cross_edge(text, int, bigint[], bigint[]) IS
    'Stores which of the evaluated contacts match a trigger now. Returns those that have just started to.';
