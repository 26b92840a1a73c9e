-- The numbers of tracked links. A link is created when its target is new.
--
-- A target that contains values of its reader gets a link for this reader alone. The reader is locked against erasure
-- until the caller's transaction ends, so that no such link outlives its reader. There is no row for a reader that no
-- longer exists, or that another session has locked: that message waits, and delays no other.
CREATE OR REPLACE FUNCTION messaging.link_ids(urls text[], readers bigint[])
RETURNS TABLE (id bigint, url text, reader bigint)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO messaging.links (url)
    SELECT DISTINCT wanted.url FROM unnest(urls, readers) AS wanted (url, reader)
    WHERE wanted.reader IS NULL
      AND NOT EXISTS (
          SELECT FROM messaging.links AS known WHERE known.url = wanted.url AND known.contact_id IS NULL)
    ORDER BY wanted.url
    ON CONFLICT DO NOTHING;
    PERFORM messaging.keep_own_links(urls, readers)
    WHERE EXISTS (SELECT FROM unnest(readers) AS reader WHERE reader IS NOT NULL);
    RETURN QUERY
        SELECT known.id, known.url, NULL::bigint FROM messaging.links AS known
        WHERE known.url = ANY (urls) AND known.contact_id IS NULL
        UNION ALL
        SELECT max(known.id), wanted.url, wanted.reader
        FROM unnest(urls, readers) AS wanted (url, reader)
        JOIN messaging.links AS known ON known.contact_id = crm.present(wanted.reader) AND known.url = wanted.url
        GROUP BY wanted.url, wanted.reader;
END $$;
COMMENT ON FUNCTION messaging.link_ids(text[], bigint[]) IS
    'The number of each link target, for signed tokens. A target with values of its reader has its reader''s own link; '
    'the others (reader null) have a link that all readers share.';

CREATE OR REPLACE FUNCTION messaging.keep_own_links(urls text[], readers bigint[]) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT bigint[] := ARRAY(
        SELECT id FROM crm.contacts
        WHERE id = ANY (ARRAY(SELECT crm.present(reader) FROM unnest(readers) AS reader WHERE reader IS NOT NULL))
        ORDER BY id
        FOR KEY SHARE SKIP LOCKED);
BEGIN
    INSERT INTO messaging.links (url, contact_id)
    SELECT DISTINCT wanted.url, own.id
    FROM unnest(urls, readers) AS wanted (url, reader)
    CROSS JOIN LATERAL crm.present(wanted.reader) AS own (id)
    WHERE own.id = ANY (present)
      AND NOT EXISTS (
          SELECT FROM messaging.links AS known WHERE known.contact_id = own.id AND known.url = wanted.url);
END $$;
COMMENT ON FUNCTION messaging.keep_own_links(text[], bigint[]) IS
    'Stores the targets that contain values of their readers. Part of messaging.link_ids().';
