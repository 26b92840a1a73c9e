-- Imports contacts from the rows of a file.
--
-- "relance contact import" copies the file into pg_temp.imported_rows (line, cells: the texts of a row as a JSON list,
-- problem: why the row cannot be read, or null). It calls this verb in the same transaction, with the meaning of each
-- column (crm.import_column; blank: ignored). A blank cell changes nothing. Values that cannot be stored are in
-- pg_temp.imported_refusals until the transaction ends, and the caller decides whether to commit the rest.

CREATE OR REPLACE FUNCTION crm.import_contacts(columns text[])
RETURNS TABLE (created int, updated int)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    CREATE TEMP TABLE imported_columns ON COMMIT DROP AS
    SELECT place, said.name AS said, told.*
    FROM unnest(columns) WITH ORDINALITY AS said (name, place)
    CROSS JOIN LATERAL crm.column_meant(said.name) AS told
    WHERE said.name <> '';

    CREATE TEMP TABLE imported ON COMMIT DROP AS
    SELECT given.line, coalesce((crm.contact_named('email', lower(told.email))).email, told.email) AS email,
           told.traits, told.company, told.refusals
    FROM pg_temp.imported_rows AS given
    CROSS JOIN LATERAL crm.import_row(given.cells, given.problem) AS told;

    CREATE TEMP TABLE employers ON COMMIT DROP AS
    SELECT description, (crm.keep_company(description)).company AS id
    FROM (
        SELECT DISTINCT company AS description
        FROM imported
        WHERE email IS NOT NULL AND company IS NOT NULL
        ORDER BY description
    ) AS distinct_companies;

    PERFORM crm.import_refusals();
    SELECT written.created, written.updated INTO created, updated FROM crm.import_rows() AS written;
    PERFORM crm.refuse('import', jsonb_agg(jsonb_build_object(
        'contact', contact.id, 'message', 'line ' || line, 'field', field, 'why', why, 'value', value) ORDER BY line))
    FROM pg_temp.imported_refusals
    LEFT JOIN imported USING (line)
    LEFT JOIN crm.contacts AS contact ON lower(contact.email) = lower(imported.email);

    DROP TABLE imported, imported_columns, employers;
    RETURN NEXT;
END $$;
COMMENT ON FUNCTION crm.import_contacts(text[]) IS
    'Creates or updates one contact per e-mail in pg_temp.imported_rows, and returns how many. Rows without a usable '
    'e-mail, and cells that do not fit their property, are left out and listed in crm.refused and in '
    'pg_temp.imported_refusals (line, field, why, value). Stages only move forward.';

CREATE OR REPLACE FUNCTION crm.import_column(header text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN crm.is_consent(lower(header)) THEN lower(header)
        WHEN folded IN ('refusedline', 'refusedbecause') THEN ''
        WHEN folded IN ('company', 'website', 'employees', 'industry') AND (own).type IS NULL
            THEN 'company.' || CASE folded WHEN 'company' THEN 'name' WHEN 'website' THEN 'domain' ELSE folded END
        WHEN (own).type IS NULL AND starts_with(folded, 'company') THEN 'company.' || (crm.property_called(
            'company', regexp_replace(lower(header), '^company[\s._-]*', ''))).name
        WHEN (own).type IS NULL THEN crm.property_name(regexp_replace(lower(header), '[\s-]+', '_', 'g'))
        ELSE (own).name
    END
    FROM crm.folded(header) AS folded, crm.property_called('contact', header) AS own
$$;
COMMENT ON FUNCTION crm.import_column(text) IS
    'The meaning of a column heading: email, a property, company.<property>, consent.<topic> or unsubscribed. An '
    'unknown heading becomes a property in lower case. Blank: a column that a report of refused rows has added.';

CREATE OR REPLACE FUNCTION crm.column_meant(
    column_name text, OUT object text, OUT name text, OUT type text, OUT options text[]
)
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN crm.is_consent(column_name) THEN 'consent' ELSE object END, property.*
    FROM (SELECT CASE WHEN column_name LIKE 'company.%' THEN 'company' ELSE 'contact' END) AS subject (object)
    CROSS JOIN LATERAL crm.property_called(
        object,
        CASE object WHEN 'company' THEN substr(column_name, length('company.') + 1) ELSE column_name END) AS property
$$;
COMMENT ON FUNCTION crm.column_meant(text) IS
    'Whether a column of a file is about the contact, the company or consent, and which property it is.';

CREATE OR REPLACE FUNCTION crm.import_row(
    cells jsonb, problem text, OUT email text, OUT traits jsonb, OUT company jsonb, OUT refusals jsonb
)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    IF import_row.problem IS NOT NULL THEN
        refusals := jsonb_build_array(jsonb_build_object('field', 'row', 'why', import_row.problem));
        RETURN;
    END IF;
    SELECT max(fit.kept #>> '{}') FILTER (WHERE object = 'contact' AND name = 'email'),
           jsonb_object_agg(name, fit.kept) FILTER (
               WHERE object = 'contact' AND name <> 'email' AND fit.problem IS NULL),
           jsonb_object_agg(name, fit.kept) FILTER (WHERE object = 'company' AND fit.problem IS NULL),
           jsonb_agg(jsonb_build_object('field', said, 'why', fit.problem, 'value', word)) FILTER (
               WHERE fit.problem IS NOT NULL)
    INTO import_row.email, import_row.traits, import_row.company, import_row.refusals
    FROM pg_temp.imported_columns
    CROSS JOIN LATERAL (SELECT crm.trimmed(cells ->> (place::int - 1))) AS cell (word)
    CROSS JOIN LATERAL crm.fitted(
        CASE object WHEN 'consent' THEN 'boolean' ELSE type END, options, to_jsonb(word)) AS fit
    WHERE word <> '';
    IF email IS NULL AND NOT coalesce(refusals @> '[{"field": "email"}]', false) THEN
        refusals := coalesce(refusals, '[]') || '[{"field": "email", "why": "missing"}]';
    END IF;
END $$;
COMMENT ON FUNCTION crm.import_row(jsonb, text) IS
    'The cells of a row that are not blank, in their types: the e-mail, the values of the contact, those of the '
    'company, and what is refused. messaging.import_consent() handles consent.';

CREATE OR REPLACE FUNCTION crm.is_consent(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT name = 'unsubscribed' OR starts_with(name, 'consent.')
$$;
COMMENT ON FUNCTION crm.is_consent(text) IS
    'Whether a column of a file or a field of a form is about consent: unsubscribed, or consent.<topic>.';

CREATE OR REPLACE FUNCTION crm.import_refusals() RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    CREATE TEMP TABLE imported_refusals ON COMMIT DROP AS
    SELECT line, refusal.*
    FROM imported
    CROSS JOIN LATERAL jsonb_to_recordset(refusals) AS refusal (field text, why text, value text)
    UNION ALL
    SELECT line, 'lifecycle_stage', 'an import only moves the stage forward', traits ->> 'lifecycle_stage'
    FROM imported
    JOIN crm.contacts AS present ON lower(present.email) = lower(imported.email)
    WHERE (traits ->> 'lifecycle_stage')::crm.lifecycle_stage < present.lifecycle_stage;
END $$;
COMMENT ON FUNCTION crm.import_refusals() IS 'Creates pg_temp.imported_refusals. Part of crm.import_contacts().';

CREATE OR REPLACE FUNCTION crm.rows_refused() RETURNS TABLE (line bigint, why text, cells jsonb)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT line, refused.why, row.cells
        FROM (
            SELECT line, string_agg(concat(field, ': ', why), '; ' ORDER BY field) AS why
            FROM pg_temp.imported_refusals
            GROUP BY line
        ) AS refused
        JOIN pg_temp.imported_rows AS row USING (line)
        ORDER BY line;
END $$;
COMMENT ON FUNCTION crm.rows_refused() IS
    'After crm.import_contacts(), in its transaction: the rows of which something was left out, and why.';

-- Several rows with one e-mail are one contact. In each column the later row wins; of stages, the furthest.
CREATE OR REPLACE FUNCTION crm.import_rows(OUT created int, OUT updated int)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    WITH cells AS (
        SELECT DISTINCT ON (lower(email), key) lower(email) AS email, key, value
        FROM imported
        CROSS JOIN jsonb_each(traits)
        WHERE email IS NOT NULL
        ORDER BY lower(email), key,
                 CASE key WHEN 'lifecycle_stage' THEN (value #>> '{}')::crm.lifecycle_stage END DESC NULLS LAST,
                 line DESC
    ), traits AS (
        SELECT email, jsonb_object_agg(key, value) AS traits FROM cells GROUP BY email
    ), people AS (
        SELECT DISTINCT ON (lower(imported.email)) imported.email, employers.id AS company
        FROM imported
        LEFT JOIN employers ON employers.description = imported.company
        WHERE imported.email IS NOT NULL
        ORDER BY lower(imported.email), employers.id IS NULL, line DESC
    ), wanted AS MATERIALIZED (
        SELECT people.email, crm.with_traits(NULL, coalesce(traits, '{}'), company) AS contact
        FROM people
        LEFT JOIN traits ON traits.email = lower(people.email)
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
COMMENT ON FUNCTION crm.import_rows() IS
    'Upserts all rows that can be imported in one statement. The last step of crm.import_contacts().';
