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
    UPDATE automation.enrollments SET cause = '{}' WHERE contact_id = ANY (people);
    UPDATE automation.history SET detail = NULL WHERE contact_id = ANY (people) AND what <> 'ended';
    PERFORM automation.forget_answers(people);
    PERFORM automation.erase_jobs(people, jobs);
END $$;
COMMENT ON FUNCTION automation.erase_walks(bigint[]) IS
    'Ends the walks of erased contacts as erased, without on_exit steps, and removes causes, details, filter answers '
    'and jobs. Part of crm.erase().';

-- Sends that belong to no walk are found by reading all waiting jobs once: an erasure is rare, and an index would cost
-- every job.
CREATE OR REPLACE FUNCTION automation.erase_jobs(people bigint[], jobs bigint[]) RETURNS void
LANGUAGE plpgsql
SET jit = off AS $$
#variable_conflict use_column
DECLARE
    theirs CONSTANT bigint[] := jobs || ARRAY(
        SELECT id FROM queue.jobs
        WHERE queue = 'email' AND kind IN ('send_step', 'send_email')
          AND payload -> 'contact' = ANY (ARRAY(SELECT to_jsonb(person) FROM unnest(people) AS person)));
BEGIN
    PERFORM messaging.withdraw(theirs, 'cancelled', 'its contact is erased');
    DELETE FROM queue.ready WHERE id = ANY (theirs);
    DELETE FROM queue.dead WHERE id = ANY (theirs);
    DELETE FROM queue.unique_keys WHERE job_id = ANY (theirs);
    DELETE FROM queue.attempts WHERE job_id = ANY (theirs);
    DELETE FROM queue.audit_jobs WHERE id = ANY (theirs);
END $$;
COMMENT ON FUNCTION automation.erase_jobs(bigint[], bigint[]) IS
    'Removes the sends of erased contacts, and these jobs, with their errors and the copies that audits keep. A job '
    'that is running ends by itself: its contact is gone. Part of automation.erase_walks().';
