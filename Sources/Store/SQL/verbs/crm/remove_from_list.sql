-- Removes contacts from a static list.
CREATE OR REPLACE FUNCTION crm.remove_from_list(list text, contacts bigint[])
RETURNS SETOF bigint
LANGUAGE sql AS $$
    DELETE FROM crm.list_members
    WHERE list_members.list = remove_from_list.list AND contact_id = ANY (remove_from_list.contacts)
    RETURNING contact_id;
$$;
COMMENT ON FUNCTION crm.remove_from_list(text, bigint[]) IS
    'Removes contacts from a static list. Returns those that were on it.';
