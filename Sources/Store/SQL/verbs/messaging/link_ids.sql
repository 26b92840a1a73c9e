-- The numbers of tracked links, made when a target is new.
CREATE OR REPLACE FUNCTION messaging.link_ids(urls text[])
RETURNS TABLE (id bigint, url text)
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO messaging.links (url)
    SELECT DISTINCT wanted FROM unnest(urls) AS wanted
    WHERE NOT EXISTS (SELECT FROM messaging.links AS known WHERE known.url = wanted)
    ORDER BY wanted
    ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT known.id, known.url FROM messaging.links AS known WHERE known.url = ANY (urls);
END $$;
COMMENT ON FUNCTION messaging.link_ids(text[]) IS 'The number of each link target, for signed tokens.';
