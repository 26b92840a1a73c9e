-- A change of a company is recorded as a change of each of its contacts, because workflows enroll contacts.

-- Uses a hash join, as crm.note_updated_contacts() does. Finds the contacts by their company.
CREATE OR REPLACE FUNCTION crm.note_updated_companies() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off SET enable_seqscan = off SET jit = off AS $$
DECLARE
    moment CONSTANT timestamptz := clock.now();
BEGIN
    WITH changed AS MATERIALIZED (
        SELECT present.id, told.names
        FROM before AS former
        JOIN after AS present USING (id)
        CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
            CASE WHEN former.created_at  IS DISTINCT FROM present.created_at  THEN 'company.created_at' END,
            CASE WHEN former.employees   IS DISTINCT FROM present.employees   THEN 'company.employees' END,
            CASE WHEN former.name        IS DISTINCT FROM present.name        THEN 'company.name' END,
            CASE WHEN former.domain      IS DISTINCT FROM present.domain      THEN 'company.domain' END,
            CASE WHEN former.industry    IS DISTINCT FROM present.industry    THEN 'company.industry' END,
            CASE WHEN former.country     IS DISTINCT FROM present.country     THEN 'company.country' END,
            CASE WHEN former.external_id IS DISTINCT FROM present.external_id THEN 'company.external_id' END
        ], NULL) || ARRAY(
            SELECT 'company.' || key
            FROM jsonb_each(former.properties) AS past
            FULL JOIN jsonb_each(present.properties) AS now USING (key)
            WHERE former.properties <> present.properties
              AND past.value IS DISTINCT FROM now.value
            ORDER BY key)) AS told (names)
        WHERE told.names <> '{}'
    )
    INSERT INTO crm.changes (contact_id, at, kind, names)
    SELECT contact.id, moment, 'company', changed.names
    FROM changed
    JOIN crm.contacts AS contact ON contact.company_id = changed.id
    WHERE contact.company_id = ANY (ARRAY(SELECT id FROM changed))
    ORDER BY contact.id;

    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.note_updated_companies() IS
    'Writes one "company" change per contact of each company that changed, with the columns and properties that '
    'differ: "company.employees".';

CREATE OR REPLACE TRIGGER companies_updated
    AFTER UPDATE ON crm.companies
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION crm.note_updated_companies();
COMMENT ON TRIGGER companies_updated ON crm.companies IS 'Fills crm.changes, for any writer.';
