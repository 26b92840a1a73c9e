-- Every delivery of which it is uncertain that it was received exactly once.
CREATE OR REPLACE VIEW messaging.doubtful AS
    SELECT id, contact_id, workflow, step, email, state, handovers, intent_at, outcome_at, doubt
    FROM messaging.deliveries
    WHERE doubt IS NOT NULL
    ORDER BY id;
COMMENT ON VIEW messaging.doubtful IS
    'Deliveries in doubt, with the doubt: the worker died, or the server did not answer, between the last byte and the '
    'outcome.';
