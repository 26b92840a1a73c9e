-- The key that makes a second intent impossible: the visit of an enrollment to a step, or the job when the send belongs
-- to no enrollment.
CREATE OR REPLACE FUNCTION messaging.dedup_key(job bigint, payload jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(payload ->> 'dedup_key', 'job/' || job);
COMMENT ON FUNCTION messaging.dedup_key(bigint, jsonb) IS 'The dedup_key (messaging.deliveries) of a send.';
