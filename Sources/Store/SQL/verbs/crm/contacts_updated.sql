-- Records every change of a contact, by any session: the names of what changed, with the old and the new values.
--
-- The columns are listed, because comparing them one by one costs a fraction of comparing two JSON objects. In the
-- trigger itself, the comparison is planned once per session.

-- Forces a hash join of the two row sets: a nested loop that was planned for a few rows would compare each with each
-- when there are many.
CREATE OR REPLACE FUNCTION crm.note_updated_contacts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off SET jit = off AS $$
DECLARE
    moment CONSTANT timestamptz := clock.now();
BEGIN
    WITH changed AS MATERIALIZED (
        SELECT present.id, columns || others AS names, cardinality(columns) AS columns,
               to_jsonb(former) AS was, to_jsonb(present) AS is_now
        FROM before AS former
        JOIN after AS present USING (id)
        CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
            CASE WHEN former.created_at      IS DISTINCT FROM present.created_at      THEN 'created_at' END,
            CASE WHEN former.company_id      IS DISTINCT FROM present.company_id      THEN 'company' END,
            CASE WHEN former.owner_id        IS DISTINCT FROM present.owner_id        THEN 'owner' END,
            CASE WHEN former.lifecycle_stage IS DISTINCT FROM present.lifecycle_stage THEN 'lifecycle_stage' END,
            CASE WHEN former.score           IS DISTINCT FROM present.score           THEN 'score' END,
            CASE WHEN former.email           IS DISTINCT FROM present.email           THEN 'email' END,
            CASE WHEN former.first_name      IS DISTINCT FROM present.first_name      THEN 'first_name' END,
            CASE WHEN former.last_name       IS DISTINCT FROM present.last_name       THEN 'last_name' END,
            CASE WHEN former.phone           IS DISTINCT FROM present.phone           THEN 'phone' END,
            CASE WHEN former.country         IS DISTINCT FROM present.country         THEN 'country' END,
            CASE WHEN former.region          IS DISTINCT FROM present.region          THEN 'region' END,
            CASE WHEN former.city            IS DISTINCT FROM present.city            THEN 'city' END,
            CASE WHEN former.language        IS DISTINCT FROM present.language        THEN 'language' END,
            CASE WHEN former.time_zone       IS DISTINCT FROM present.time_zone       THEN 'time_zone' END,
            CASE WHEN former.lead_status     IS DISTINCT FROM present.lead_status     THEN 'lead_status' END,
            CASE WHEN former.original_source IS DISTINCT FROM present.original_source THEN 'original_source' END
        ], NULL), ARRAY(
            SELECT key
            FROM jsonb_object_keys(former.properties || present.properties) AS key
            WHERE former.properties -> key IS DISTINCT FROM present.properties -> key
            ORDER BY key)) AS changed (columns, others)
        WHERE columns <> '{}' OR others <> '{}'
    ), valued AS MATERIALIZED (
        -- A property is told apart from the column of the same name, which plain SQL can have it share.
        SELECT changed.id, name, place, nullif(was #> path, 'null') AS before, nullif(is_now #> path, 'null') AS after
        FROM changed
        CROSS JOIN LATERAL unnest(changed.names) WITH ORDINALITY AS told (name, place)
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN place > columns THEN ARRAY['properties', name]
                WHEN name IN ('company', 'owner') THEN ARRAY[name || '_id']
                ELSE ARRAY[name]
            END) AS kept (path)
    ), logged AS (
        INSERT INTO crm.value_changes (contact_id, at, name, before, after)
        SELECT id, moment, name, before, after FROM valued WHERE name <> 'created_at' ORDER BY id, place
    ), told AS (
        SELECT id, array_agg(name ORDER BY place) AS names,
               jsonb_object_agg(name, jsonb_build_array(before, after) ORDER BY place DESC) AS data
        FROM valued GROUP BY id
    )
    INSERT INTO crm.changes (contact_id, at, kind, names, data)
    SELECT id, moment, 'updated', names, data FROM told ORDER BY id;

    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.note_updated_contacts() IS
    'Writes one "updated" change per contact that differs, with the columns and properties that do. An update that '
    'changes no value writes none.';

CREATE OR REPLACE TRIGGER contacts_updated
    AFTER UPDATE ON crm.contacts
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION crm.note_updated_contacts();
COMMENT ON TRIGGER contacts_updated ON crm.contacts IS 'Fills crm.changes, for any writer.';

CREATE OR REPLACE FUNCTION crm.stamp_update() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock.now();
    RETURN NEW;
END $$;
COMMENT ON FUNCTION crm.stamp_update() IS 'Keeps updated_at correct, so that no writer has to set it.';

CREATE OR REPLACE TRIGGER contacts_stamped
    BEFORE UPDATE ON crm.contacts
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION crm.stamp_update();
COMMENT ON TRIGGER contacts_stamped ON crm.contacts IS 'Sets updated_at when any other column changes.';
