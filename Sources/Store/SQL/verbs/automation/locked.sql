-- The contacts that another session has locked: the contact itself, its company, or one of its active enrollments.
--
-- It locks what it can get without waiting. Then it rolls its own work back and so releases the locks, so that no other
-- session waits for them.
CREATE OR REPLACE FUNCTION automation.locked(contacts bigint[]) RETURNS bigint[]
LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE
    people bigint[];
    companies bigint[];
    walks bigint[];
BEGIN
    BEGIN
        people := ARRAY(
            SELECT person.id FROM crm.contacts AS person
            WHERE person.id = ANY (contacts)
            FOR NO KEY UPDATE SKIP LOCKED);
        companies := ARRAY(
            SELECT company.id FROM crm.companies AS company
            WHERE company.id = ANY (ARRAY(
                SELECT DISTINCT person.company_id FROM crm.contacts AS person WHERE person.id = ANY (contacts)))
            FOR NO KEY UPDATE SKIP LOCKED);
        walks := ARRAY(
            SELECT held.id FROM automation.enrollments AS held
            WHERE held.contact_id = ANY (contacts) AND held.job_id IS NOT NULL  -- only an active one has a job
            FOR NO KEY UPDATE SKIP LOCKED);
        RAISE EXCEPTION USING ERRCODE = 'RL009';
    EXCEPTION
        WHEN SQLSTATE 'RL009' THEN NULL;
    END;
    RETURN ARRAY(
        SELECT person.id FROM crm.contacts AS person
        WHERE person.id = ANY (contacts)
          AND (NOT EXISTS (SELECT FROM unnest(people) AS free (id) WHERE free.id = person.id)
               OR person.company_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM unnest(companies) AS free (id) WHERE free.id = person.company_id))
        UNION
        SELECT held.contact_id FROM automation.enrollments AS held
        WHERE held.contact_id = ANY (contacts) AND held.job_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM unnest(walks) AS free (id) WHERE free.id = held.id));
END $$;
COMMENT ON FUNCTION automation.locked(bigint[]) IS
    'Those of these contacts that another session has locked at this moment: their row, their company or one of their '
    'active enrollments. The coordinator and workers leave such contacts for later.';
