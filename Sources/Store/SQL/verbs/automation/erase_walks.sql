-- Ends the enrollments of erased contacts, and removes what the engine knows of these contacts. Only numbers without a
-- person remain.
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
    -- Jobs of failed attempts are found through the ledger and the verdicts, which name the contact.
    jobs CONSTANT bigint[] := ARRAY(
        SELECT job_id FROM automation.enrollments WHERE id = ANY (active)
        UNION SELECT job_id FROM messaging.deliveries WHERE contact_id = ANY (people)
        UNION SELECT job_id FROM messaging.verdicts WHERE contact_id = ANY (people));
BEGIN
    PERFORM automation.leave(active, array_fill('erased'::text, ARRAY[cardinality(active)])) WHERE active <> '{}';
    -- Of an end_reason only the kind stays: the words of an operator or of an error may name the person.
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
    'Ends the enrollments of erased contacts with the reason "erased", without on_exit steps. Removes their causes, '
    'details, filter answers and jobs. Part of crm.erase().';

CREATE OR REPLACE FUNCTION automation.kind_of_end(reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(reason, '^(unenrolled|failed): .*', '\1');
COMMENT ON FUNCTION automation.kind_of_end(text) IS
    'Why an enrollment ended, without the words of an operator or of an error. Part of automation.erase_walks().';

-- Finds sends outside any workflow by reading all jobs of the queue email once: an erasure is rare, and an index would
-- cost every job. A payload keeps the contact's number from when the job was made. So people includes the numbers of
-- contacts that were merged into these since.
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
    'Removes the jobs that send to erased contacts, with their errors and their copies in audits, and what the reasons '
    'of audits say of these contacts. A running job ends by itself, at the latest when it is tried again, because its '
    'contact no longer exists. Part of automation.erase_walks().';

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
    'Removes the words that name erased contacts from texts: reasons of operators, errors, keys. Part of '
    'automation.erase_walks().';
