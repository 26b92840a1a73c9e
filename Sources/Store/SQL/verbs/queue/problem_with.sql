-- The first mistake in a set of jobs, in words, or null when there is none.
CREATE OR REPLACE FUNCTION queue.problem_with(jobs jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    problem text;
BEGIN
    IF jobs IS NULL OR jsonb_typeof(jobs) <> 'array' THEN
        RETURN 'jobs must be a JSON array of objects';
    END IF;
    SELECT format('job %s: %s', number, CASE
        WHEN jsonb_typeof(job) <> 'object' THEN 'must be a JSON object'
        WHEN coalesce(job ->> 'queue', '') = '' THEN 'queue is missing'
        WHEN NOT EXISTS (SELECT FROM queue.queues WHERE name = job ->> 'queue')
            THEN format('there is no queue "%s"; there are: %s', job ->> 'queue', (SELECT string_agg(name, ', ' ORDER BY name) FROM queue.queues))
        WHEN coalesce(job ->> 'kind', '') = '' THEN 'kind is missing'
        WHEN jsonb_typeof(coalesce(job -> 'payload', '{}')) <> 'object' THEN 'payload must be a JSON object'
        WHEN octet_length(job ->> 'payload') > 8192
            THEN format('payload is %s bytes; at most 8192 are allowed', octet_length(job ->> 'payload'))
        WHEN (job ->> 'run_at') ~* 'infinity' THEN 'run_at must be a real moment, not infinity'
        WHEN (job ->> 'expires_at') ~* 'infinity' THEN 'expires_at must be a real moment, not infinity'
        WHEN (job ->> 'priority')::numeric NOT BETWEEN -9 AND 9 THEN 'priority must be from -9 (urgent) to 9'
        WHEN job ->> 'gate' <> 'send' THEN format('there is no gate "%s"; there is: send', job ->> 'gate')
        WHEN job ->> 'gate' = 'send' AND NOT queue.is_send(job -> 'payload') THEN
            'gate "send" needs a payload with the numbers contact, enrollment and version, and the texts workflow, step, email and dedup_key'
        WHEN (job ->> 'attempt_limit')::numeric NOT BETWEEN 1 AND 1000 THEN 'attempt_limit must be from 1 to 1000'
        END)
    INTO problem
    FROM jsonb_array_elements(jobs) WITH ORDINALITY AS element (job, number)
    WHERE jsonb_typeof(job) <> 'object'
       OR coalesce(job ->> 'queue', '') = ''
       OR coalesce(job ->> 'kind', '') = ''
       OR NOT EXISTS (SELECT FROM queue.queues WHERE name = job ->> 'queue')
       OR jsonb_typeof(coalesce(job -> 'payload', '{}')) <> 'object'
       OR octet_length(job ->> 'payload') > 8192
       OR concat(job ->> 'run_at', job ->> 'expires_at') ~* 'infinity'
       OR (job ->> 'priority')::numeric NOT BETWEEN -9 AND 9
       OR (job ->> 'gate' IS NOT NULL AND NOT (job ->> 'gate' = 'send' AND queue.is_send(job -> 'payload')))
       OR (job ->> 'attempt_limit')::numeric NOT BETWEEN 1 AND 1000
    ORDER BY number
    LIMIT 1;
    RETURN problem;
END $$;
COMMENT ON FUNCTION queue.problem_with(jsonb) IS 'The first mistake in an array of jobs as queue.enqueue_many() takes it, naming the job and the field; null when all are well.';
