-- Creates static lists that do not exist yet.
CREATE OR REPLACE FUNCTION crm.declare_lists(names text[])
RETURNS void
LANGUAGE sql AS $$
    INSERT INTO crm.lists (name) SELECT unnest(names) ON CONFLICT DO NOTHING;
$$;
COMMENT ON FUNCTION crm.declare_lists(text[]) IS 'Creates the lists that do not exist yet.';
