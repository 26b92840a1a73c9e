-- Ends waiting jobs for good, as queue.withdraw() does, and lists messages that they may have handed over as doubtful.
CREATE OR REPLACE FUNCTION messaging.withdraw(ids bigint[], outcome text, reason text) RETURNS SETOF bigint
LANGUAGE plpgsql AS $$
DECLARE
    gone bigint[];
    sends text[];
BEGIN
    SELECT array_agg(job.id), array_agg(messaging.dedup_key(job.id, job.payload)) FILTER (WHERE job.queue = 'email')
    INTO gone, sends
    FROM queue.withdraw(ids, outcome, reason) AS job;
    PERFORM messaging.park(sends, reason) WHERE sends IS NOT NULL;
    RETURN QUERY SELECT unnest(gone);
END $$;
COMMENT ON FUNCTION messaging.withdraw(bigint[], text, text) IS
    'Withdraws delayed and gated jobs, also sends, with outcome cancelled or dropped and a reason, and parks their '
    'deliveries without outcome. Returns the ids that were still there.';
