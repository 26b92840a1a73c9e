-- Makes sure that static lists exist.
CREATE OR REPLACE FUNCTION crm.declare_lists(names text[])
RETURNS void
LANGUAGE sql AS $$
    INSERT INTO crm.lists (name) SELECT unnest(names) ON CONFLICT DO NOTHING;
$$;
COMMENT ON FUNCTION crm.declare_lists(text[]) IS 'Makes the lists that do not exist yet.';
