-- Whether a payload holds what the send gate needs to judge it: one that does not would hold up all behind it.
CREATE OR REPLACE FUNCTION queue.is_send(payload jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(
    jsonb_typeof(payload -> 'contact') = 'number' AND jsonb_typeof(payload -> 'enrollment') = 'number'
    AND jsonb_typeof(payload -> 'version') = 'number'
    AND jsonb_typeof(payload -> 'workflow') = 'string' AND jsonb_typeof(payload -> 'step') = 'string'
    AND jsonb_typeof(payload -> 'email') = 'string' AND jsonb_typeof(payload -> 'dedup_key') = 'string', false);
COMMENT ON FUNCTION queue.is_send(jsonb) IS 'Whether a payload is that of an e-mail: {contact, enrollment, version} numbers, {workflow, step, email, dedup_key} texts. Part of queue.problem_with().';
