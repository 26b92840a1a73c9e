-- Separates applying definitions from reacting to changes: each sees all of the other's work, or none of it.
CREATE OR REPLACE FUNCTION automation.lock_definitions(exclusively boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF exclusively THEN
        PERFORM pg_advisory_xact_lock(hashtext('relance definitions'));
    ELSE
        PERFORM pg_advisory_xact_lock_shared(hashtext('relance definitions'));
    END IF;
END $$;
COMMENT ON FUNCTION automation.lock_definitions(boolean) IS
    'Locks until the end of the transaction: exclusively to apply definitions, shared to react by them.';
