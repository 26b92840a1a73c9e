-- Keeps for the operator what a door could not keep.
--
-- Runs as its owner: doors add to the list, and do nothing else with it.
CREATE OR REPLACE FUNCTION crm.refuse(door text, contact bigint, field text, why text, value text) RETURNS void
LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO crm.refused (contact_id, door, field, why, value) VALUES (contact, door, field, why, left(value, 80))
$$;
COMMENT ON FUNCTION crm.refuse(text, bigint, text, text, text) IS
    'Writes down a value that was not kept: at which door, of whom, which field, why.';
