-- Enrolls a set of contacts in one workflow, each with its cause, and records which were refused and why.
--
-- Refusals, in order of precedence: the workflow is not active; the caller's refusal (suppression, goal, and:); already
-- active; enrolled before. again_before: a contact whose last enrollment ended later than this is refused, unless
-- restarted is true for it. With an occurrence (the number of an event), only an enrollment for the same event counts
-- as active.
CREATE OR REPLACE FUNCTION automation.enroll_many(
    term bigint, workflow text, version int, first_step text,
    contacts bigint[], causes jsonb[], refusals text[], occurrences bigint[], restarted boolean[],
    again_before timestamptz
) RETURNS TABLE (contact_id bigint, enrollment_id bigint, refusal text)
LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
    workflow_state CONSTANT text := (SELECT state FROM automation.workflows WHERE name = enroll_many.workflow);
    people bigint[];
    reasons jsonb[];
    events bigint[];
    ids bigint[];
    job_ids bigint[];
BEGIN
    PERFORM queue.require_term(term);
    -- Until the transaction ends, no other session can merge or erase these contacts.
    PERFORM FROM crm.contacts AS person WHERE person.id = ANY (enroll_many.contacts) ORDER BY person.id FOR KEY SHARE;

    -- One verdict per contact: the number of an enrollment, or a refusal. If a contact is given several times, one that
    -- is not refused counts.
    WITH known AS (
        SELECT candidate.*,
               EXISTS (
                   SELECT FROM automation.enrollments AS held
                   WHERE held.workflow = enroll_many.workflow AND held.contact_id = candidate.contact_id
                     AND held.state = 'active') AS is_inside,
               EXISTS (
                   SELECT FROM automation.enrollments AS same
                   WHERE same.workflow = enroll_many.workflow AND same.contact_id = candidate.contact_id
                     AND same.occurrence = candidate.occurrence) AS has_walked
        FROM unnest(contacts, causes, refusals, occurrences, restarted) WITH ORDINALITY
            AS candidate (contact_id, cause, refusal, occurrence, is_restarted, number)
        WHERE EXISTS (SELECT FROM crm.contacts WHERE contacts.id = candidate.contact_id)
    ), judged AS (
        SELECT known.contact_id, cause, occurrence, number, CASE
            WHEN workflow_state IS DISTINCT FROM 'active' THEN 'the workflow is ' || coalesce(workflow_state, 'gone')
            WHEN known.refusal IS NOT NULL THEN known.refusal
            WHEN has_walked OR (is_inside AND occurrence IS NULL) THEN 'already active'
            WHEN is_inside OR is_restarted THEN NULL
            WHEN EXISTS (
                SELECT FROM automation.enrollments AS past
                WHERE past.workflow = enroll_many.workflow AND past.contact_id = known.contact_id
                  AND past.ended_at > again_before)
                THEN 'enrolled before'
            END AS refusal
        FROM known
    ), chosen AS (
        SELECT DISTINCT ON (judged.contact_id) *
        FROM judged
        ORDER BY judged.contact_id, judged.refusal IS NOT NULL, number
    )
    SELECT array_agg(chosen.contact_id), array_agg(cause), array_agg(chosen.refusal), array_agg(occurrence),
           array_agg(CASE WHEN chosen.refusal IS NULL THEN nextval('automation.enrollment_id') END)
    INTO people, reasons, refusals, events, ids
    FROM chosen;

    SELECT array_agg(job.id ORDER BY job.ordinal) INTO job_ids
    FROM queue.place(coalesce((
        SELECT jsonb_agg(jsonb_build_object('queue', 'automation', 'kind', 'advance',
                                            'payload', jsonb_build_object('enrollment', id)) ORDER BY number)
        FROM unnest(ids) WITH ORDINALITY AS fresh (id, number) WHERE id IS NOT NULL), '[]')) AS job;

    INSERT INTO automation.enrollments
        (id, contact_id, subject_id, occurrence, enrolled_at, arrived_at, job_id, version, workflow, step, cause)
    SELECT id, fresh.contact_id, fresh.contact_id, occurrence, present, present,
           job_ids[row_number() OVER (ORDER BY number)], enroll_many.version, enroll_many.workflow, first_step, cause
    FROM unnest(ids, people, reasons, events) WITH ORDINALITY AS fresh (id, contact_id, cause, occurrence, number)
    WHERE id IS NOT NULL;

    INSERT INTO automation.history (enrollment_id, contact_id, at, workflow, version, what, detail)
    SELECT id, judged.contact_id, present, enroll_many.workflow, enroll_many.version,
           CASE WHEN id IS NULL THEN 'not enrolled' ELSE 'enrolled' END,
           CASE WHEN id IS NULL THEN judged.refusal ELSE cause ->> 'because' END
    FROM unnest(ids, people, reasons, refusals) AS judged (id, contact_id, cause, refusal);

    INSERT INTO crm.changes (contact_id, at, kind, names)
    SELECT fresh.contact_id, present, 'walk', ARRAY[enroll_many.workflow]
    FROM unnest(ids, people) AS fresh (id, contact_id)
    WHERE id IS NOT NULL
      AND EXISTS (SELECT FROM automation.workflows WHERE name = enroll_many.workflow AND watched);

    RETURN QUERY SELECT * FROM unnest(people, ids, refusals);
END $$;
COMMENT ON FUNCTION automation.enroll_many(
    bigint, text, int, text, bigint[], jsonb[], text[], bigint[], boolean[], timestamptz) IS
    'Enrolls contacts in a workflow in the caller''s transaction, with one job each. Returns for every contact its '
    'enrollment, or why it was refused. Part of the coordinator; other callers ask with automation.enroll().';
