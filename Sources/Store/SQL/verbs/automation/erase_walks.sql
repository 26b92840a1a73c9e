-- What the engine knows of contacts who are erased. Their walks end; what is left of them are numbers without a person.
CREATE OR REPLACE FUNCTION automation.erase_walks(people bigint[]) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    active CONSTANT bigint[] := ARRAY(
        SELECT id FROM automation.enrollments
        WHERE contact_id = ANY (people) AND state = 'active'
        ORDER BY id
        FOR UPDATE);
    -- Attempts that failed name the job: by what the ledger and the verdicts know of the person.
    jobs CONSTANT bigint[] := ARRAY(
        SELECT job_id FROM automation.enrollments WHERE id = ANY (active)
        UNION SELECT job_id FROM messaging.deliveries WHERE contact_id = ANY (people)
        UNION SELECT job_id FROM messaging.verdicts WHERE contact_id = ANY (people));
BEGIN
    PERFORM automation.leave(active, array_fill('erased'::text, ARRAY[cardinality(active)])) WHERE active <> '{}';
    -- Of why a walk ended the kind is kept: who asked for it, or what failed, may name the person.
    UPDATE automation.enrollments
    SET cause = '{}', end_reason = automation.kind_of_end(end_reason)
    WHERE contact_id = ANY (people);
    UPDATE automation.history
    SET detail = CASE what WHEN 'ended' THEN automation.kind_of_end(detail) END
    WHERE contact_id = ANY (people);
    PERFORM automation.forget_answers(people);
    PERFORM automation.erase_jobs(people, jobs);
    PERFORM automation.erase_texts(people);
END $$;
COMMENT ON FUNCTION automation.erase_walks(bigint[]) IS
    'Ends the walks of erased contacts as erased, without on_exit steps, and removes causes, details, filter answers '
    'and jobs. Part of crm.erase().';

CREATE OR REPLACE FUNCTION automation.kind_of_end(reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(reason, '^(unenrolled|failed): .*', '\1');
COMMENT ON FUNCTION automation.kind_of_end(text) IS
    'Why a walk ended, without the words of an operator or of an error. Part of automation.erase_walks().';

-- Sends that belong to no walk are found by reading all waiting jobs once: an erasure is rare, and an index would cost
-- every job. Payloads keep the number they were made with, and so name contacts that were merged since.
CREATE OR REPLACE FUNCTION automation.erase_jobs(people bigint[], jobs bigint[]) RETURNS void
LANGUAGE plpgsql
SET jit = off AS $$
#variable_conflict use_column
DECLARE
    walks CONSTANT jsonb[] := ARRAY(
        SELECT to_jsonb(id) FROM automation.enrollments WHERE contact_id = ANY (people));
    theirs CONSTANT bigint[] := jobs || ARRAY(
        SELECT id FROM queue.jobs
        WHERE queue = 'email' AND kind IN ('send_step', 'send_email')
          AND payload -> 'contact' = ANY (ARRAY(SELECT to_jsonb(person) FROM unnest(people) AS person))
        UNION
        SELECT id FROM queue.dead
        WHERE queue = 'automation' AND kind = 'advance' AND payload -> 'enrollment' = ANY (walks)
        UNION
        SELECT id FROM queue.audit_jobs
        WHERE queue = 'email' AND kind IN ('send_step', 'send_email')
          AND payload -> 'contact' = ANY (ARRAY(SELECT to_jsonb(person) FROM unnest(people) AS person)));
    pattern text;
BEGIN
    PERFORM messaging.withdraw(theirs, 'cancelled', 'its contact is erased');
    FOR pattern IN SELECT crm.erased_words(with_names => true) LOOP
        PERFORM queue.erase_reasons(ARRAY(SELECT audit_id FROM queue.audit_jobs WHERE id = ANY (theirs)), pattern);
    END LOOP;
    DELETE FROM queue.ready WHERE id = ANY (theirs);
    DELETE FROM queue.dead WHERE id = ANY (theirs);
    DELETE FROM queue.unique_keys WHERE job_id = ANY (theirs);
    DELETE FROM queue.attempts WHERE job_id = ANY (theirs);
    DELETE FROM queue.audit_jobs WHERE id = ANY (theirs);
END $$;
COMMENT ON FUNCTION automation.erase_jobs(bigint[], bigint[]) IS
    'Removes the sends of erased contacts, and these jobs, with their errors, the copies that audits keep, and what '
    'their reasons say of the person. A job that is running ends by itself, at the latest when it comes back: its '
    'contact is gone. Part of automation.erase_walks().';

CREATE OR REPLACE FUNCTION automation.erase_texts(people bigint[]) RETURNS void
LANGUAGE plpgsql
SET jit = off AS $$
#variable_conflict use_column
DECLARE
    pattern text;
BEGIN
    FOR pattern IN SELECT crm.erased_words() LOOP
        PERFORM queue.erase_texts(pattern);
        UPDATE automation.workflows
        SET paused_reason = regexp_replace(paused_reason, pattern, queue.erased(), 'gi')
        WHERE paused_reason ~* pattern;
        UPDATE crm.failed_changes
        SET error = regexp_replace(error, pattern, queue.erased(), 'gi')
        WHERE error ~* pattern;
    END LOOP;
    FOR pattern IN SELECT crm.erased_words(with_names => true) LOOP
        PERFORM queue.erase_reasons(
            ARRAY(SELECT id FROM queue.audit
                  WHERE subject -> 'contact' = ANY (ARRAY(SELECT to_jsonb(person) FROM unnest(people) AS person))),
            pattern);
    END LOOP;
END $$;
COMMENT ON FUNCTION automation.erase_texts(bigint[]) IS
    'Takes what erased contacts were called out of what others wrote: reasons of operators, errors, keys. Part of '
    'automation.erase_walks().';
