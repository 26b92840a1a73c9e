-- How many enrollments are at each step of each version, and how many have ever arrived there.
CREATE OR REPLACE VIEW automation.standing AS
    SELECT workflow, version, step,
           coalesce(sum(times) FILTER (WHERE what = 'arrived'), 0)::bigint AS arrived,
           coalesce(sum(times) FILTER (WHERE what = 'arrived'), 0)::bigint
               - coalesce(sum(times) FILTER (WHERE what = 'departed'), 0)::bigint AS here_now
    FROM automation.counts
    WHERE what IN ('arrived', 'departed')
    GROUP BY workflow, version, step;
COMMENT ON VIEW automation.standing IS
    'One row per step of a version: how many enrollments have arrived there, and how many are there now.';
