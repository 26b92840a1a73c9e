-- Takes over contacts from the rows of a file.
--
-- "relance contact import" copies the file into pg_temp.imported_rows (line, then one text column per column of the
-- file, named as it is to be stored: email, first_name, …, company.name, company.domain, … or any property) and calls
-- this verb in the same transaction. A blank cell says nothing; rows that cannot be taken over are refused, with their
-- numbers: whoever called then decides whether to commit the others.

CREATE OR REPLACE FUNCTION crm.import_contacts()
RETURNS TABLE (created int, updated int, refused int, refusals text[])
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    zones CONSTANT text[] := ARRAY(SELECT name FROM pg_timezone_names);
BEGIN
    CREATE TEMP TABLE imported ON COMMIT DROP AS
    SELECT given.line, coalesce((crm.contact_named('email', lower(told.email))).email, told.email) AS email,
           told.traits, told.company, coalesce(
        crm.import_problem(told.email, told.traits, told.company),
        crm.consent_problem(to_jsonb(given)),
        -- The server's zones are a table that is slow to read: once for the whole file.
        CASE WHEN told.traits ->> 'time_zone' <> ALL (zones) THEN 'time_zone: not an IANA time zone' END) AS problem
    FROM pg_temp.imported_rows AS given
    CROSS JOIN LATERAL crm.import_row(to_jsonb(given) - 'line') AS told;

    CREATE TEMP TABLE employers ON COMMIT DROP AS
    SELECT description, crm.keep_company(crm.import_company(description)) AS id
    FROM (
        SELECT DISTINCT company AS description
        FROM imported
        WHERE problem IS NULL AND company ?| ARRAY['external_id', 'domain', 'name']
        ORDER BY description
    ) AS distinct_companies;

    SELECT written.created, written.updated INTO created, updated FROM crm.import_rows() AS written;
    SELECT count(*), (array_agg(format('row %s: %s', line, problem) ORDER BY line))[1:20]
    INTO refused, refusals
    FROM imported
    WHERE problem IS NOT NULL;

    DROP TABLE imported, employers;
    RETURN NEXT;
END $$;
COMMENT ON FUNCTION crm.import_contacts() IS
    'Creates or updates a contact per e-mail in pg_temp.imported_rows and says how many; refused rows are counted, the first 20 explained. Stages only move forward.';

CREATE OR REPLACE FUNCTION crm.import_row(cells jsonb, OUT email text, OUT traits jsonb, OUT company jsonb)
LANGUAGE sql IMMUTABLE AS $$
    SELECT max(trim(value)) FILTER (WHERE key = 'email'),
           coalesce(jsonb_object_agg(key, trim(value)) FILTER (
               WHERE key <> 'email' AND key NOT LIKE 'company.%' AND NOT crm.is_consent(key)), '{}'),
           jsonb_object_agg(substr(key, length('company.') + 1), trim(value)) FILTER (WHERE key LIKE 'company.%')
    FROM jsonb_each_text(cells)
    WHERE trim(value) <> ''
$$;
COMMENT ON FUNCTION crm.import_row(jsonb) IS
    'The cells of a row that are not blank: the e-mail, what is said of the contact, what is said of the company. Columns about consent are left to messaging.import_consent().';

CREATE OR REPLACE FUNCTION crm.is_consent(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT name = 'unsubscribed' OR starts_with(name, 'consent.')
$$;
COMMENT ON FUNCTION crm.is_consent(text) IS 'Whether a column of a file or a field of a form speaks of consent: unsubscribed, or consent.<topic>.';

CREATE OR REPLACE FUNCTION crm.truth(word text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN lower(trim(word)) IN ('true', 'yes', 'on', '1', 'y', 't') THEN true
        WHEN lower(trim(word)) IN ('false', 'no', 'off', '0', 'n', 'f') THEN false
    END
$$;
COMMENT ON FUNCTION crm.truth(text) IS 'What a form or a file means by yes or no, 1 or 0, true or false; null for any other word.';

CREATE OR REPLACE FUNCTION crm.import_problem(email text, traits jsonb, company jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN email IS NULL THEN 'email: missing'
        WHEN email !~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$' THEN 'email: not an e-mail address'
        WHEN lower(traits ->> 'lifecycle_stage') <> ALL (enum_range(NULL::crm.lifecycle_stage)::text[])
            THEN 'lifecycle_stage: not a stage'
        WHEN traits ->> 'score' !~ '^-?[0-9]{1,9}$' THEN 'score: not a whole number'
        WHEN company ->> 'employees' !~ '^[0-9]{1,9}$' THEN 'company.employees: not a whole number'
    END
$$;
COMMENT ON FUNCTION crm.import_problem(text, jsonb, jsonb) IS 'Why a row cannot be taken over, naming the column and never its value; null when it can.';

CREATE OR REPLACE FUNCTION crm.consent_problem(cells jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT min(key) || ': not yes or no'
    FROM jsonb_each_text(cells)
    WHERE crm.is_consent(key) AND trim(value) <> '' AND crm.truth(value) IS NULL
$$;
COMMENT ON FUNCTION crm.consent_problem(jsonb) IS 'Why the cells of a row about consent cannot be read; null when they can.';

CREATE OR REPLACE FUNCTION crm.import_company(cells jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT cells || jsonb_build_object(
        'properties', cells - ARRAY['external_id', 'domain', 'name', 'employees', 'industry', 'country'])
$$;
COMMENT ON FUNCTION crm.import_company(jsonb) IS 'The cells about a company as crm.keep_company takes them.';

-- Several rows about one e-mail are one contact: the later row has the last word on each column.
CREATE OR REPLACE FUNCTION crm.import_rows(OUT created int, OUT updated int)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    WITH cells AS (
        SELECT DISTINCT ON (lower(email), key) lower(email) AS email, key, value
        FROM imported CROSS JOIN jsonb_each(traits)
        WHERE problem IS NULL
        ORDER BY lower(email), key, line DESC
    ), traits AS (
        SELECT email, jsonb_object_agg(
            key, CASE key WHEN 'lifecycle_stage' THEN to_jsonb(lower(value #>> '{}')) ELSE value END) AS traits
        FROM cells
        GROUP BY email
    ), people AS (
        SELECT DISTINCT ON (lower(imported.email)) imported.email, employers.id AS company
        FROM imported LEFT JOIN employers ON employers.description = imported.company
        WHERE problem IS NULL
        ORDER BY lower(imported.email), employers.id IS NULL, line DESC
    ), wanted AS MATERIALIZED (
        SELECT people.email, crm.with_traits(NULL, coalesce(traits, '{}'), company) AS contact
        FROM people LEFT JOIN traits ON traits.email = lower(people.email)
    ), written AS (
        INSERT INTO crm.contacts AS present
            (email, company_id, lifecycle_stage, score, first_name, last_name, phone, country, region, city, language,
             time_zone, lead_status, original_source, properties)
        SELECT email, (contact).company_id, (contact).lifecycle_stage, (contact).score,
               (contact).first_name, (contact).last_name, (contact).phone, (contact).country, (contact).region,
               (contact).city, (contact).language, (contact).time_zone, (contact).lead_status,
               (contact).original_source, (contact).properties
        FROM wanted
        ORDER BY lower(email)
        ON CONFLICT (lower(email)) DO UPDATE SET
            company_id      = coalesce(EXCLUDED.company_id, present.company_id),
            lifecycle_stage = greatest(EXCLUDED.lifecycle_stage, present.lifecycle_stage),
            score           = CASE EXCLUDED.score WHEN 0 THEN present.score ELSE EXCLUDED.score END,
            first_name      = coalesce(EXCLUDED.first_name, present.first_name),
            last_name       = coalesce(EXCLUDED.last_name, present.last_name),
            phone           = coalesce(EXCLUDED.phone, present.phone),
            country         = coalesce(EXCLUDED.country, present.country),
            region          = coalesce(EXCLUDED.region, present.region),
            city            = coalesce(EXCLUDED.city, present.city),
            language        = coalesce(EXCLUDED.language, present.language),
            time_zone       = coalesce(EXCLUDED.time_zone, present.time_zone),
            lead_status     = coalesce(EXCLUDED.lead_status, present.lead_status),
            original_source = coalesce(EXCLUDED.original_source, present.original_source),
            properties      = present.properties || EXCLUDED.properties
        RETURNING xmax = 0 AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) INTO created, updated FROM written;
END $$;
COMMENT ON FUNCTION crm.import_rows() IS 'The last step of crm.import_contacts: one upsert for all rows that can be taken over.';
