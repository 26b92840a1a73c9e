-- Records that the pixel of a message was fetched.

CREATE OR REPLACE FUNCTION messaging.record_open(delivery bigint, agent text DEFAULT 'human') RETURNS boolean
LANGUAGE sql AS $$
    SELECT messaging.record_reaction(
        delivery,
        CASE agent WHEN 'human' THEN 'email_opened' ELSE 'email_open_scanned' END,
        jsonb_build_object('agent', agent))
$$;
COMMENT ON FUNCTION messaging.record_open(bigint, text) IS
    'Records email_opened for a human and email_open_scanned for a scanner or prefetcher; false when the delivery is '
    'unknown.';
