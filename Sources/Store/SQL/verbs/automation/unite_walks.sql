-- Gives a merged contact's enrollments to the survivor.
--
-- Where both have an active enrollment in one workflow, the one with more steps taken continues. The other ends as
-- merged, without its on_exit steps, because the person is still inside. automation.intend() checks what the ended twin
-- has sent, and does not send it again. Jobs keep the contact's number in their payload: every verb that reads it
-- resolves it with crm.present().
CREATE OR REPLACE FUNCTION automation.unite_walks(survivor bigint, other bigint) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    ending    bigint[];
    going_on  bigint[];
BEGIN
    PERFORM FROM automation.enrollments
    WHERE contact_id IN (other, unite_walks.survivor) AND state = 'active' ORDER BY id FOR UPDATE;

    WITH ranked AS (
        SELECT id, first_value(id) OVER further AS furthest
        FROM automation.enrollments
        WHERE contact_id IN (other, unite_walks.survivor) AND state = 'active'
        WINDOW further AS (PARTITION BY workflow, occurrence ORDER BY steps_taken DESC, enrolled_at, id)
    )
    SELECT coalesce(array_agg(id), '{}'), coalesce(array_agg(furthest), '{}') INTO ending, going_on
    FROM ranked WHERE id <> furthest;
    PERFORM automation.leave(ending, array_fill('merged'::text, ARRAY[cardinality(ending)]));
    UPDATE automation.enrollments AS walk
    SET merged_into = twin.going_on
    FROM unnest(ending, going_on) AS twin (ending, going_on)
    WHERE walk.id = twin.ending OR walk.merged_into = twin.ending;

    UPDATE automation.enrollments
    SET contact_id = unite_walks.survivor, subject_id = unite_walks.survivor
    WHERE contact_id = other;
    UPDATE automation.history SET contact_id = unite_walks.survivor WHERE contact_id = other;
    PERFORM automation.forget_answers(ARRAY[other]);
END $$;
COMMENT ON FUNCTION automation.unite_walks(bigint, bigint) IS
    'Gives the survivor of a merge the enrollments and history of the other contact. In each workflow, the active '
    'enrollment with more steps taken continues. Part of crm.merge().';

CREATE OR REPLACE FUNCTION automation.forget_answers(people bigint[]) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    DELETE FROM automation.matches AS answer
    WHERE answer.workflow = ANY (ARRAY(SELECT name FROM automation.workflows)) AND answer.contact_id = ANY (people);
    DELETE FROM automation.turns AS turn
    WHERE turn.workflow = ANY (ARRAY(SELECT name FROM automation.workflows)) AND turn.contact_id = ANY (people);
END $$;
COMMENT ON FUNCTION automation.forget_answers(bigint[]) IS
    'Deletes what filters answered for contacts, and their turns.';
