-- Keeps for the operator what a door could not keep.
--
-- What one call brings has one moment: so all that one message or line brought is found together.
--
-- Runs as its owner: doors add to the list, and do nothing else with it.
CREATE OR REPLACE FUNCTION crm.refuse(door text, refusals jsonb) RETURNS void
LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO crm.refused (contact_id, at, door, message, field, why, value)
    SELECT contact, (SELECT clock.now()), refuse.door, left(message, 200), left(field, 200), why, left(value, 80)
    FROM jsonb_to_recordset(refusals) AS refusal (contact bigint, message text, field text, why text, value text)
$$;
COMMENT ON FUNCTION crm.refuse(text, jsonb) IS
    'Writes down [{contact, message, field, why, value}]: what was not kept, at which door, and why.';
