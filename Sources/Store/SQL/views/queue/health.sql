-- What an operator should know before something breaks.
CREATE OR REPLACE VIEW queue.health AS
    SELECT number, what, well, finding, help FROM queue.health_checks();
COMMENT ON VIEW queue.health IS
    'One row per check: leader, workers, promotion, paused queues, dead jobs, owed reactions, vacuum horizon, days '
    'ahead, claim marks, notification queue, leaves, late outcomes, held locks, rights, channels. well is false where '
    'something should be done; help says what.';
