-- A reaction is owed by one workflow, not by all of them: what one cannot do with a change holds up neither other changes
-- nor other workflows.
ALTER TABLE crm.changes ADD COLUMN workflow text;
COMMENT ON COLUMN crm.changes.workflow IS 'The one workflow that is to react; null for all of them.';

ALTER TABLE crm.failed_changes ADD COLUMN workflow text, DROP CONSTRAINT failed_changes_pkey;
CREATE INDEX failed_changes_of_workflow ON crm.failed_changes (workflow, id);
COMMENT ON TABLE crm.failed_changes IS 'Reactions the database refused, one row for each change and workflow: put aside with the error, so that they hold up nobody else. crm.react_again() has them tried again.';
COMMENT ON COLUMN crm.failed_changes.workflow IS 'The workflow that has yet to react; the others have. Null: all of them.';

-- They answer and take something else from now on.
DROP FUNCTION IF EXISTS crm.take_changes(bigint, int);
DROP FUNCTION IF EXISTS crm.put_change_aside(bigint, text);
DROP FUNCTION IF EXISTS messaging.compose(bigint[]);
