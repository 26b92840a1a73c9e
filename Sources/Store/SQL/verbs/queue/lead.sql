-- Takes or renews the lead. Answers the term while it is the caller's, or nothing.
CREATE OR REPLACE FUNCTION queue.lead(role text, holder text, lease interval)
RETURNS bigint
LANGUAGE sql AS $$
    INSERT INTO queue.leaders AS present (role, holder, term, since, expires_at)
    VALUES (role, holder, 1, clock_timestamp(), clock_timestamp() + lease)
    ON CONFLICT (role) DO UPDATE
        SET holder     = excluded.holder,
            term       = present.term + (present.holder <> excluded.holder)::int,
            since      = CASE
                WHEN present.holder = excluded.holder AND present.expires_at >= clock_timestamp() THEN present.since
                ELSE excluded.since END,
            expires_at = excluded.expires_at,
            listens    = present.listens AND present.holder = excluded.holder
        WHERE present.holder = excluded.holder OR present.expires_at < clock_timestamp()
    RETURNING term;
$$;
COMMENT ON FUNCTION queue.lead(text, text, interval) IS
    'Takes the lead when it is free or expired, or renews it. Answers the term, or null when someone else leads.';
