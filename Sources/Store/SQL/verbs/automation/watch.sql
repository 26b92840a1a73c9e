-- Sets which workflows the filters of other workflows ask about.
CREATE OR REPLACE FUNCTION automation.watch(workflows text[])
RETURNS void
LANGUAGE sql AS $$
    UPDATE automation.workflows SET watched = NOT watched WHERE watched <> (name = ANY (watch.workflows));
$$;
COMMENT ON FUNCTION automation.watch(text[]) IS
    'Makes every begin and end of an enrollment in these workflows, and in no others, a change in crm.changes.';
