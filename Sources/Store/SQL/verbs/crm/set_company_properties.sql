-- Sets properties of the companies that contacts work for, standard columns and others; a null clears. A value that
-- does not fit its property is left out and listed in crm.refused.
CREATE OR REPLACE FUNCTION crm.set_company_properties(contacts bigint[], changes jsonb)
RETURNS bigint
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    told CONSTANT jsonb := crm.settled('company', contacts, changes);
    count         bigint;
BEGIN
    UPDATE crm.companies AS company
    SET name       = CASE WHEN told ? 'name' THEN told ->> 'name' ELSE name END,
        domain     = CASE WHEN told ? 'domain' THEN told ->> 'domain' ELSE domain END,
        industry   = CASE WHEN told ? 'industry' THEN told ->> 'industry' ELSE industry END,
        country    = CASE WHEN told ? 'country' THEN told ->> 'country' ELSE country END,
        employees  = CASE WHEN told ? 'employees' THEN (told ->> 'employees')::int ELSE employees END,
        properties = crm.with_properties(properties, told - crm.company_columns())
    WHERE company.id IN (
        SELECT id
        FROM crm.companies
        WHERE id IN (SELECT company_id FROM crm.contacts WHERE contacts.id = ANY (set_company_properties.contacts))
        ORDER BY id
        FOR NO KEY UPDATE);
    GET DIAGNOSTICS count = ROW_COUNT;
    RETURN count;
END $$;
COMMENT ON FUNCTION crm.set_company_properties(bigint[], jsonb) IS
    'Sets properties {name: value} of the companies of contacts, each in its type (crm.typed); null clears. Returns '
    'the number of companies.';
