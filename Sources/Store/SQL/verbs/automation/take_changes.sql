-- Takes the oldest changes: they are consumed when the caller's transaction commits. Waits while definitions are being
-- applied, so that the new definitions react to what changes meanwhile.
--
-- If another session has locked a contact, all changes of that contact stay, so that no later change is reacted to
-- before an earlier one. Changes of other contacts do not wait for it. A change of a merged contact is returned as the
-- survivor's.
CREATE OR REPLACE FUNCTION automation.take_changes(term bigint, changes_max int, sparing bigint[] DEFAULT '{}')
RETURNS TABLE (
    id bigint, contact_id bigint, at timestamptz, kind text, names text[], data jsonb, workflow text,
    event_id bigint, merged_from bigint
)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    stuck bigint[] := sparing;
    places tid[];
    people bigint[];
    held bigint[];
BEGIN
    PERFORM queue.require_term(term);
    PERFORM automation.lock_definitions(exclusively => false);
    LOOP
        SELECT array_agg(oldest.place), array_agg(DISTINCT oldest.contact_id)
        INTO places, people
        FROM (
            SELECT changes.ctid AS place, changes.contact_id
            FROM crm.changes
            WHERE changes.contact_id <> ALL (stuck)
            ORDER BY changes.id LIMIT changes_max FOR UPDATE SKIP LOCKED
        ) AS oldest;
        EXIT WHEN places IS NULL;
        held := automation.locked(ARRAY(SELECT crm.present(person) FROM unnest(people) AS person));
        EXIT WHEN held = '{}';
        held := ARRAY(SELECT person FROM unnest(people) AS person WHERE crm.present(person) = ANY (held));
        stuck := stuck || held;
        -- If all the oldest changes belong to locked contacts, look at the changes behind them.
        EXIT WHEN cardinality(held) < cardinality(people);
    END LOOP;
    RETURN QUERY
    WITH taken AS (
        DELETE FROM crm.changes WHERE ctid = ANY (places) AND changes.contact_id <> ALL (stuck) RETURNING *
    )
    SELECT taken.id, crm.present(taken.contact_id), taken.at, taken.kind, taken.names, taken.data, taken.workflow,
           taken.event_id, taken.merged_from
    FROM taken ORDER BY taken.id;
END $$;
COMMENT ON FUNCTION automation.take_changes(bigint, int, bigint[]) IS
    'Deletes up to changes_max of the oldest changes and returns them: the caller reacts in the same transaction. '
    'Leaves the changes of the contacts in sparing, and of contacts that another session has locked. A change of a '
    'merged contact is returned as the survivor''s.';
