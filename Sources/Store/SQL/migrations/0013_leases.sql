-- Leases were indexed by their worker, at every claim and every end, so that those of a dead one are found: once in a long
-- while, among few rows. Reading all of them then costs less than a tenth of the queue's speed at all times.

DROP INDEX queue.running_by_worker;
