-- Takes or renews the leadership of a role. Returns the term if the caller leads, else null.
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
    'Takes the leadership when it is free or expired, or renews it. Returns the term, or null when another process '
    'leads.';
