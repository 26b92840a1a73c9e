-- Sets properties of the companies that contacts work for, standard columns and others alike; a null clears.
CREATE OR REPLACE FUNCTION crm.set_company_properties(contacts bigint[], changes jsonb)
RETURNS bigint
LANGUAGE sql AS $$
    WITH changed AS (
        UPDATE crm.companies AS company
        SET name       = CASE WHEN changes ? 'name' THEN changes ->> 'name' ELSE name END,
            domain     = CASE WHEN changes ? 'domain' THEN changes ->> 'domain' ELSE domain END,
            industry   = CASE WHEN changes ? 'industry' THEN changes ->> 'industry' ELSE industry END,
            country    = CASE WHEN changes ? 'country' THEN changes ->> 'country' ELSE country END,
            employees  = CASE WHEN changes ? 'employees' THEN (changes ->> 'employees')::int ELSE employees END,
            properties = jsonb_strip_nulls(properties || (changes - ARRAY['name', 'domain', 'industry', 'country', 'employees']))
        WHERE company.id IN (
            SELECT id FROM crm.companies
            WHERE id IN (SELECT company_id FROM crm.contacts WHERE contacts.id = ANY (set_company_properties.contacts))
            ORDER BY id FOR NO KEY UPDATE)
        RETURNING 1
    )
    SELECT count(*) FROM changed;
$$;
COMMENT ON FUNCTION crm.set_company_properties(bigint[], jsonb) IS 'Sets properties {name: value} of the companies of contacts; null clears. Answers how many companies there were.';
