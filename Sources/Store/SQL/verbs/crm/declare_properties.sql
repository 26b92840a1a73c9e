-- Replaces the declared properties by those of the files: {object, name, type, label, options, called}.
CREATE OR REPLACE FUNCTION crm.declare_properties(properties jsonb)
RETURNS void
LANGUAGE sql AS $$
    DELETE FROM crm.properties AS known
    WHERE NOT EXISTS (
        SELECT
        FROM jsonb_to_recordset(declare_properties.properties) AS kept (object text, name text)
        WHERE kept.object = known.object AND kept.name = known.name);
    INSERT INTO crm.properties (object, name, type, label, options, called)
    SELECT object, name, type, coalesce(label, ''), options, coalesce(called, '{}')
    FROM jsonb_to_recordset(declare_properties.properties)
         AS wanted (object text, name text, type text, label text, options text[], called text[])
    ON CONFLICT (object, name) DO UPDATE SET
        type = excluded.type, label = excluded.label, options = excluded.options, called = excluded.called;
$$;
COMMENT ON FUNCTION crm.declare_properties(jsonb) IS
    'Replaces the declared properties by those given. Stored values stay.';
