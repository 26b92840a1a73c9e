-- Puts contacts on a static list. Members stay as they are.
CREATE OR REPLACE FUNCTION crm.add_to_list(list text, contacts bigint[])
RETURNS SETOF bigint
LANGUAGE sql AS $$
    INSERT INTO crm.lists (name) VALUES (list) ON CONFLICT DO NOTHING;
    INSERT INTO crm.list_members (list, contact_id, joined_at)
    SELECT add_to_list.list, id, (SELECT clock.now())
    FROM crm.contacts
    WHERE id = ANY (add_to_list.contacts)
    ORDER BY id
    ON CONFLICT DO NOTHING
    RETURNING contact_id;
$$;
COMMENT ON FUNCTION crm.add_to_list(text, bigint[]) IS
    'Puts contacts on a static list, which is created if necessary. Returns those that were not on it.';
