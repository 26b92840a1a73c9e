-- Says which workflows other workflows' filters ask about.
CREATE OR REPLACE FUNCTION automation.watch(workflows text[])
RETURNS void
LANGUAGE sql AS $$
    UPDATE automation.workflows SET watched = NOT watched WHERE watched <> (name = ANY (watch.workflows));
$$;
COMMENT ON FUNCTION automation.watch(text[]) IS
    'Makes every beginning and end of a walk through these workflows, and through no others, a change in crm.changes.';
