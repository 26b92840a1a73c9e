-- Writes a new edition of the workflows, once per transaction.
--
-- Called when a transaction that changed workflows is about to commit. So the edition appears together with the
-- changes, and its row is the last that the transaction locks. Runs as its owner, because no role may write the edition
-- directly.
CREATE OR REPLACE FUNCTION automation.note_edition() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE automation.edition SET edition = gen_random_uuid() WHERE xmin <> pg_current_xact_id()::xid;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION automation.note_edition() IS
    'Writes a new edition of the workflows. Part of the trigger workflows_changed.';
