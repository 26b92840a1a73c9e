-- Makes another edition of the workflows, once in a transaction.
--
-- Called when a transaction that has changed some is about to commit: the edition appears together with what it names,
-- and is the last thing that such a transaction locks. Runs as its owner: it is nobody's to change otherwise.
CREATE OR REPLACE FUNCTION automation.note_edition() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE automation.edition SET edition = gen_random_uuid() WHERE xmin <> pg_current_xact_id()::xid;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION automation.note_edition() IS
    'Makes another edition of the workflows. Part of the trigger workflows_changed.';
