-- Finds the company that a message describes, or creates one, and stores the description.

CREATE OR REPLACE FUNCTION crm.keep_company(description jsonb, OUT company bigint, OUT refusals jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    told jsonb;
BEGIN
    SELECT read.told, read.refusals INTO told, refusals FROM crm.read_company(description) AS read;
    company := crm.company_for(told);
    IF company IS NULL AND told ?| ARRAY['external_id', 'domain', 'name'] THEN
        INSERT INTO crm.companies AS made (external_id, domain, name)
        VALUES (told ->> 'external_id', crm.free_domain(told ->> 'domain'), told ->> 'name')
        ON CONFLICT DO NOTHING
        RETURNING made.id INTO company;
        IF company IS NULL THEN
            RAISE EXCEPTION 'another writer has just created this company' USING ERRCODE = 'serialization_failure';
        END IF;
    END IF;
    IF company IS NOT NULL THEN
        PERFORM crm.describe_company(company, told);
    END IF;
END $$;
COMMENT ON FUNCTION crm.keep_company(jsonb) IS
    'The company described by {external_id, domain, name, employees, industry, country, …}, created or updated, and '
    'what was refused: [{field, why, value}]. No company when none of the first three is given.';

CREATE OR REPLACE FUNCTION crm.read_company(description jsonb, OUT told jsonb, OUT refusals jsonb)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(property.name, property.kept ORDER BY given.key <> property.name DESC)
                    FILTER (WHERE problem IS NULL AND NOT (property.kept = 'null' AND is_column)), '{}'),
           coalesce(jsonb_agg(jsonb_build_object(
               'field', 'company.' || given.key, 'why', problem, 'value', given.value #>> '{}'))
                    FILTER (WHERE problem IS NOT NULL), '[]')
    FROM jsonb_each(description) AS given
    CROSS JOIN LATERAL crm.typed('company', given.key, given.value) AS property
    CROSS JOIN LATERAL (SELECT property.name = ANY (crm.company_columns())) AS kind (is_column)
$$;
COMMENT ON FUNCTION crm.read_company(jsonb) IS
    'A description of a company by the properties'' own names and in their types (crm.typed), and what of it is '
    'refused.';

CREATE OR REPLACE FUNCTION crm.company_columns() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY['external_id', 'domain', 'name', 'employees', 'industry', 'country']
$$;
COMMENT ON FUNCTION crm.company_columns() IS
    'The columns of crm.companies that a property of the same name sets.';

CREATE OR REPLACE FUNCTION crm.company_for(company jsonb) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(
        (SELECT id FROM crm.companies WHERE external_id = company ->> 'external_id'),
        (SELECT id FROM crm.companies
         WHERE domain = lower(company ->> 'domain')
           AND (external_id IS NULL OR company ->> 'external_id' IS NULL)),
        (SELECT min(id) FROM crm.companies
         WHERE lower(name) = lower(company ->> 'name')
           AND company ->> 'external_id' IS NULL
           AND company ->> 'domain' IS NULL));
END $$;
COMMENT ON FUNCTION crm.company_for(jsonb) IS
    'The company with this external_id, else with this domain, else (when neither is given) with this name; null when '
    'it is new.';

CREATE OR REPLACE FUNCTION crm.describe_company(company bigint, description jsonb) RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    WITH wanted AS (
        SELECT kept.id,
               coalesce(description ->> 'name', kept.name) AS name,
               coalesce(kept.domain, crm.free_domain(description ->> 'domain')) AS domain,
               coalesce(kept.external_id, description ->> 'external_id') AS external_id,
               coalesce((description ->> 'employees')::int, kept.employees) AS employees,
               coalesce(description ->> 'industry', kept.industry) AS industry,
               coalesce(description ->> 'country', kept.country) AS country,
               crm.with_properties(kept.properties, description - crm.company_columns()) AS properties
        FROM crm.companies AS kept
        WHERE kept.id = company
    )
    UPDATE crm.companies AS kept
    SET name        = wanted.name,
        domain      = wanted.domain,
        external_id = wanted.external_id,
        employees   = wanted.employees,
        industry    = wanted.industry,
        country     = wanted.country,
        properties  = wanted.properties
    FROM wanted
    WHERE kept.id = wanted.id
      AND (kept.name, kept.domain, kept.external_id, kept.employees, kept.industry, kept.country, kept.properties)
          IS DISTINCT FROM (wanted.name, wanted.domain, wanted.external_id, wanted.employees, wanted.industry,
                            wanted.country, wanted.properties);
END $$;
COMMENT ON FUNCTION crm.describe_company(bigint, jsonb) IS
    'Stores a description of a company. Its domain and external_id never change once they are known.';

CREATE OR REPLACE FUNCTION crm.free_domain(domain text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT lower(free_domain.domain)
    WHERE NOT EXISTS (SELECT FROM crm.companies AS other WHERE other.domain = lower(free_domain.domain))
$$;
COMMENT ON FUNCTION crm.free_domain(text) IS 'The domain in lower case; null when a company already has it.';
