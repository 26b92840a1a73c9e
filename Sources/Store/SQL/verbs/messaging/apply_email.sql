-- Stores what an e-mail's file says. A changed definition becomes a new version.
CREATE OR REPLACE FUNCTION messaging.apply_email(name text, definition jsonb, source text)
RETURNS int
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    latest messaging.emails;
BEGIN
    SELECT * INTO latest FROM messaging.emails AS known WHERE known.name = apply_email.name AND known.current;
    IF latest.definition IS DISTINCT FROM apply_email.definition THEN
        UPDATE messaging.emails AS known SET current = false WHERE known.name = apply_email.name AND known.current;
        INSERT INTO messaging.emails (name, version, definition, source)
        SELECT apply_email.name, coalesce(max(known.version), 0) + 1, apply_email.definition, apply_email.source
        FROM messaging.emails AS known WHERE known.name = apply_email.name
        RETURNING * INTO latest;
    END IF;
    RETURN latest.version;
END $$;
COMMENT ON FUNCTION messaging.apply_email(text, jsonb, text) IS
    'Stores an e-mail, as a new version if it differs from the current one, and makes it current. Returns the version.';
