-- Enqueues a set of jobs for a request that may be repeated: the same key and body get the same answer.
--
-- The answer is kept in the transaction that enqueues, so a request whose reply was lost is either wholly done or not at
-- all. Two at the same moment: the second is told so, instead of waiting for the first. The lock ends with the transaction.
CREATE OR REPLACE FUNCTION queue.enqueue_once(client text, key text, jobs jsonb)
RETURNS TABLE (verdict text, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    our_key  CONSTANT bytea := sha256(convert_to(client || E'\n' || key, 'UTF8'));
    our_body CONSTANT bytea := sha256(convert_to(jobs::text, 'UTF8'));
    earlier  queue.requests;
    fresh    jsonb;
BEGIN
    IF key IS NOT NULL THEN
        IF NOT pg_try_advisory_xact_lock(hashtextextended(encode(our_key, 'hex'), 0)) THEN
            RETURN QUERY SELECT 'in progress', NULL::jsonb;
            RETURN;
        END IF;
        SELECT * INTO earlier FROM queue.requests WHERE requests.key = our_key;
        IF FOUND THEN
            RETURN QUERY SELECT CASE earlier.body WHEN our_body THEN 'repeated' ELSE 'different' END, earlier.answer;
            RETURN;
        END IF;
    END IF;
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'existing', existing) ORDER BY ordinal), '[]') INTO fresh FROM queue.enqueue_many(jobs);
    IF key IS NOT NULL THEN
        INSERT INTO queue.requests (key, body, answer) VALUES (our_key, our_body, fresh);
    END IF;
    RETURN QUERY SELECT 'enqueued', fresh;
END $$;
COMMENT ON FUNCTION queue.enqueue_once(text, text, jsonb) IS
    'Enqueues jobs as queue.enqueue_many() does, once per client and key (null: no key). Verdicts: enqueued; repeated (the answer of the first time); different (the key came with another body); in progress. answer: [{id, existing}]. Keys are kept for a day.';
