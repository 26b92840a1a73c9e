-- What each workflow is doing. Reads counters, whose number does not grow with the number of contacts.
CREATE OR REPLACE VIEW automation.overview AS
    SELECT workflow.name AS workflow, workflow.state, workflow.version,
           coalesce(counted.enrolled - counted.ended, 0) AS active,
           coalesce(counted.ended, 0) AS ended,
           coalesce(counted.sent, 0) AS sent,
           workflow.paused_reason
    FROM automation.workflows AS workflow
    LEFT JOIN (
        SELECT counts.workflow,
               coalesce(sum(times) FILTER (WHERE what = 'enrolled'), 0)::bigint AS enrolled,
               coalesce(sum(times) FILTER (WHERE what = 'ended'), 0)::bigint AS ended,
               coalesce(sum(times) FILTER (WHERE what = 'sent' AND reason IS NULL), 0)::bigint AS sent
        FROM automation.counts
        GROUP BY counts.workflow
    ) AS counted ON counted.workflow = workflow.name
    ORDER BY workflow.name;
COMMENT ON VIEW automation.overview IS
    'One row per workflow: its state and version, how many contacts are inside, how many have left, how many messages '
    'it sent, and why it is paused.';
