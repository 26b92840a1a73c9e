-- What an operator should know before anything breaks.
CREATE OR REPLACE VIEW queue.health AS
    SELECT number, what, well, finding, help FROM queue.health_checks();
COMMENT ON VIEW queue.health IS
    'One row a check: leader, workers, promotion, paused queues, dead jobs, owed reactions, who holds back vacuum, '
    'leaves ahead, claim marks, notifications, leaves that are missing, late outcomes, who holds locks, rights. well '
    'is false where something should be done, and help says what.';
