-- Keeps applying definitions and reacting to changes apart: either sees the other's work whole, or not at all.
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
    'Until the end of the transaction: exclusively for whoever applies definitions, shared for whoever reacts by them.';
