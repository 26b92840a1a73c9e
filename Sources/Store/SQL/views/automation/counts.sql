-- The counters as of now: those folded, and the increments since.
CREATE OR REPLACE VIEW automation.counts AS
    SELECT workflow, version, step, what, reason, day, sum(times)::bigint AS times
    FROM (SELECT * FROM automation.counters UNION ALL SELECT * FROM automation.counter_increments) AS counted
    GROUP BY workflow, version, step, what, reason, day;
COMMENT ON VIEW automation.counts IS
    'How often each thing happened, by workflow, version, step, reason and day (UTC): SELECT day, sum(times) FROM '
    'automation.counts WHERE workflow = ''w'' AND what = ''sent'' GROUP BY day.';
