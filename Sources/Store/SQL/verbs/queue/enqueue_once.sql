-- Enqueues a set of jobs for a request that may be repeated: the same key and body get the same answer.
--
-- The answer is stored in the transaction that enqueues. So if a reply is lost, the request was done completely or not
-- at all. body is the request as it was sent, because what Relance makes of it may change: a contact's number does when
-- two contacts are merged.
CREATE OR REPLACE FUNCTION queue.enqueue_once(client text, key text, jobs jsonb, body jsonb DEFAULT NULL)
RETURNS TABLE (verdict text, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    sent  CONSTANT jsonb := coalesce(body, jobs);
    fresh jsonb;
BEGIN
    RETURN QUERY SELECT * FROM queue.earlier_answer(client, key, sent);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'existing', existing) ORDER BY ordinal), '[]') INTO fresh
    FROM queue.enqueue_many(jobs);
    INSERT INTO queue.requests (key, body, answer)
    SELECT print.key, print.body, fresh
    FROM queue.fingerprints(client, enqueue_once.key, sent) AS print
    WHERE print.key IS NOT NULL;
    RETURN QUERY SELECT 'enqueued', fresh;
END $$;
COMMENT ON FUNCTION queue.enqueue_once(text, text, jsonb, jsonb) IS
    'Enqueues jobs as queue.enqueue_many() does, once per client and key (null: no key). body: the request as it was '
    'sent, by which a repetition is recognized; null: the jobs. Verdicts: enqueued; repeated (with the first answer); '
    'different (the key came with another body); in progress. answer: [{id, existing}]. A key is kept for a day.';

-- Of two requests with one key at the same time, the second is told "in progress" and does not wait. The lock ends with
-- the transaction.
CREATE OR REPLACE FUNCTION queue.earlier_answer(client text, key text, body jsonb)
RETURNS TABLE (verdict text, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    print record;
BEGIN
    SELECT * INTO print FROM queue.fingerprints(client, earlier_answer.key, earlier_answer.body);
    IF print.key IS NULL THEN
        RETURN;
    ELSIF pg_try_advisory_xact_lock(hashtextextended(encode(print.key, 'hex'), 0)) THEN
        RETURN QUERY
        SELECT CASE WHEN requests.body <> print.body THEN 'different' ELSE 'repeated' END, requests.answer
        FROM queue.requests WHERE requests.key = print.key;
    ELSE
        RETURN QUERY SELECT 'in progress', NULL::jsonb;
    END IF;
END $$;
COMMENT ON FUNCTION queue.earlier_answer(text, text, jsonb) IS
    'The earlier answer to a client''s request with this key: repeated, different or in progress, as in '
    'queue.enqueue_once(). No row when the request is new or has no key. Until the transaction ends, the same request '
    'from another session is in progress.';

CREATE OR REPLACE FUNCTION queue.fingerprints(client text, key text, body jsonb, OUT key bytea, OUT body bytea)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (sha256(convert_to(client || E'\n' || key, 'UTF8')), sha256(convert_to(body::text, 'UTF8')));
COMMENT ON FUNCTION queue.fingerprints(text, text, jsonb) IS
    'What identifies a request: SHA-256 of the client and its key (null: no key), and of the body. Part of '
    'queue.earlier_answer().';
