-- What each workflow is doing.
CREATE OR REPLACE VIEW automation.overview AS
    SELECT workflow.name AS workflow, workflow.state, workflow.version,
           count(held.id) FILTER (WHERE held.state = 'active') AS active,
           count(held.id) FILTER (WHERE held.state = 'ended') AS ended,
           (SELECT count(*) FROM messaging.deliveries AS delivery
            WHERE delivery.workflow = workflow.name AND delivery.state = 'sent') AS sent,
           workflow.paused_reason
    FROM automation.workflows AS workflow
    LEFT JOIN automation.enrollments AS held ON held.workflow = workflow.name
    GROUP BY workflow.name
    ORDER BY workflow.name;
COMMENT ON VIEW automation.overview IS
    'One row a workflow: its state and version, how many are inside, how many have left, how many messages it sent, '
    'and why it is paused.';
