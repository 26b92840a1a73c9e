-- Every delivery of which it is not certain that it was received once and only once.
CREATE OR REPLACE VIEW messaging.doubtful AS
    SELECT id, contact_id, workflow, step, email, state, handovers, intent_at, outcome_at, doubt
    FROM messaging.deliveries
    WHERE doubt IS NOT NULL
    ORDER BY id;
COMMENT ON VIEW messaging.doubtful IS
    'Deliveries in doubt, with what is known of each: their worker died, or the server did not answer, between the '
    'last byte and the outcome.';
