-- Turns off the workflows that have no file any more; those inside finish.
CREATE OR REPLACE FUNCTION automation.retire_workflows(kept text[])
RETURNS SETOF text
LANGUAGE sql AS $$
    UPDATE automation.workflows SET state = 'off', paused_reason = NULL, changed_at = clock.now()
    WHERE name <> ALL (kept) AND state <> 'off'
    RETURNING name;
$$;
COMMENT ON FUNCTION automation.retire_workflows(text[]) IS
    'Turns off every workflow not named: it enrolls nobody any more, and those inside finish. Answers which.';
