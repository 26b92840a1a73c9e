-- Lists values that could not be stored, for operators.
--
-- All refusals of one call have the same time, so that an erasure finds all of one message or line together.
--
-- Runs as its owner: callers may add to the list, but not read or change it.
CREATE OR REPLACE FUNCTION crm.refuse(door text, refusals jsonb) RETURNS void
LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO crm.refused (contact_id, at, door, message, field, why, value)
    SELECT contact, (SELECT clock.now()), refuse.door, left(message, 200), left(field, 200), why, left(value, 80)
    FROM jsonb_to_recordset(refusals) AS refusal (contact bigint, message text, field text, why text, value text)
$$;
COMMENT ON FUNCTION crm.refuse(text, jsonb) IS
    'Lists refusals [{contact, message, field, why, value}] of a door in crm.refused.';
