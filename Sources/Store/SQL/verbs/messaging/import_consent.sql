-- Records consent from the rows of a file: consent.<topic> (yes or no), and unsubscribed (yes).
--
-- Called after crm.import_contacts(), in its transaction, on the same pg_temp.imported_rows. A file is not the
-- contact's own word: it gives and withdraws consent, but does not override a contact's "no".
CREATE OR REPLACE FUNCTION messaging.import_consent(columns text[], OUT granted int, OUT withdrawn int, OUT refused int)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    email_place CONSTANT int := array_position(columns, 'email') - 1;
BEGIN
    CREATE TEMP TABLE imported_consent ON COMMIT DROP AS
    SELECT contact.id AS contact, contact.email, row.line,
           CASE said.name WHEN 'unsubscribed' THEN '*' ELSE substr(said.name, length('consent.') + 1) END AS topic,
           cell.truth <> (said.name = 'unsubscribed') AS given
    FROM unnest(columns) WITH ORDINALITY AS said (name, place)
    CROSS JOIN pg_temp.imported_rows AS row
    CROSS JOIN LATERAL (SELECT crm.truth(crm.trimmed(row.cells ->> (place::int - 1)))) AS cell (truth)
    CROSS JOIN LATERAL crm.contact_mailed(crm.as_email(row.cells ->> email_place)) AS contact
    WHERE crm.is_consent(said.name)
      AND row.problem IS NULL
      AND cell.truth IS NOT NULL
      AND contact.id IS NOT NULL
      AND NOT (said.name = 'unsubscribed' AND NOT cell.truth);

    SELECT count(*) INTO refused
    FROM imported_consent
    WHERE given AND messaging.consent(contact, email, topic) = 'withdrawn';
    SELECT count(*) FILTER (WHERE said.given), count(*) FILTER (WHERE NOT said.given) INTO granted, withdrawn
    FROM messaging.record_consent((
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'contact', contact, 'topic', topic, 'given', given, 'basis', CASE WHEN given THEN 'consent' END)
            ORDER BY line), '[]')
        FROM imported_consent
        WHERE NOT (given AND messaging.consent(contact, email, topic) = 'withdrawn')), 'import') AS said;
    DROP TABLE imported_consent;
END $$;
COMMENT ON FUNCTION messaging.import_consent(text[]) IS
    'Records the consent in imported rows. Returns how many words granted and how many withdrew consent, and how many '
    'would have overridden a "no", which stays.';
