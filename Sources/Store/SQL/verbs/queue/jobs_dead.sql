-- Frees the unique key of a dead job, whichever verb gave the job up.
CREATE OR REPLACE FUNCTION queue.free_key() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    DELETE FROM queue.unique_keys WHERE unique_key = NEW.unique_key AND job_id = NEW.id AND held_until IS NULL;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION queue.free_key() IS 'Frees the unique key of a dead job, unless it is held for a period.';

CREATE OR REPLACE TRIGGER keys_are_freed
    AFTER INSERT ON queue.dead
    FOR EACH ROW
    WHEN (NEW.unique_key IS NOT NULL)
    EXECUTE FUNCTION queue.free_key();
COMMENT ON TRIGGER keys_are_freed ON queue.dead IS 'A unique key is held only by a pending job.';
