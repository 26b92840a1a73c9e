-- Turns off the workflows whose files are gone. Their enrollments finish.
CREATE OR REPLACE FUNCTION automation.retire_workflows(kept text[])
RETURNS SETOF text
LANGUAGE sql AS $$
    UPDATE automation.workflows SET state = 'off', paused_reason = NULL, changed_at = clock.now()
    WHERE name <> ALL (kept) AND state <> 'off'
    RETURNING name;
$$;
COMMENT ON FUNCTION automation.retire_workflows(text[]) IS
    'Turns off every workflow that is not named: it enrolls no contact, and its enrollments finish. Returns which.';
