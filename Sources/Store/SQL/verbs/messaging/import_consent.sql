-- What the rows of a file say of consent: consent.<topic> (yes or no), and unsubscribed (yes).
--
-- Called after crm.import_contacts(), in its transaction, on the same pg_temp.imported_rows. A file is somebody else's word:
-- it gives consent, and withdraws it, but does not take back what a contact has refused.
CREATE OR REPLACE FUNCTION messaging.import_consent(OUT granted int, OUT withdrawn int, OUT refused int)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    CREATE TEMP TABLE imported_consent ON COMMIT DROP AS
    SELECT contact.id AS contact, contact.email, row.line,
           CASE cell.key WHEN 'unsubscribed' THEN '*' ELSE substr(cell.key, length('consent.') + 1) END AS topic,
           crm.truth(cell.value) <> (cell.key = 'unsubscribed') AS given
    FROM pg_temp.imported_rows AS row
    CROSS JOIN LATERAL jsonb_each_text(to_jsonb(row) - 'line') AS cell (key, value)
    CROSS JOIN LATERAL crm.contact_mailed(trim(to_jsonb(row) ->> 'email')) AS contact
    WHERE crm.is_consent(cell.key) AND crm.truth(cell.value) IS NOT NULL AND contact.id IS NOT NULL
      AND NOT (cell.key = 'unsubscribed' AND NOT crm.truth(cell.value));

    SELECT count(*) INTO refused FROM imported_consent WHERE given AND messaging.consent(contact, email, topic) = 'withdrawn';
    SELECT count(*) FILTER (WHERE said.given), count(*) FILTER (WHERE NOT said.given) INTO granted, withdrawn
    FROM messaging.record_consent((
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'contact', contact, 'topic', topic, 'given', given, 'basis', CASE WHEN given THEN 'consent' END) ORDER BY line), '[]')
        FROM imported_consent
        WHERE NOT (given AND messaging.consent(contact, email, topic) = 'withdrawn')), 'import') AS said;
    DROP TABLE imported_consent;
END $$;
COMMENT ON FUNCTION messaging.import_consent() IS
    'Records what imported rows say of consent. Answers how much was granted and withdrawn, and how often a file would have taken back a "no", which stays.';
