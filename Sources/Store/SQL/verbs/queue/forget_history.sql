-- Drops the oldest day of the history of jobs that is older than it is kept. One day a call, in a transaction of its
-- own: whatever interrupts it, the next call goes on.
--
-- Not by DETACH … CONCURRENTLY, which only the owner of the tables may do, outside of any function: the coordinator has
-- no right to tables themselves. The lock is held for an instant instead, and is not waited for longer than half a
-- second.
CREATE OR REPLACE FUNCTION queue.forget_history(keep interval) RETURNS int
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before CONSTANT timestamptz := clock.now() - keep;
    dropped text;
    gone int;
BEGIN
    IF keep < interval '1 day' THEN
        RAISE EXCEPTION 'history is kept for a day at least' USING ERRCODE = '22023';
    END IF;
    IF EXISTS (
        SELECT FROM queue.leaves
        WHERE parent IN ('done', 'attempts') AND leaf NOT LIKE '%\_past' AND to_at <= before
    ) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        LOCK TABLE queue.leaves IN SHARE ROW EXCLUSIVE MODE;
        dropped := coalesce(queue.retire_leaf('done', before, false), queue.retire_leaf('attempts', before, false));
        RETURN (dropped IS NOT NULL)::int;
    END IF;
    -- What has no day of its own goes some rows at a time, without holding anybody up.
    DELETE FROM queue.done_past
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM queue.done_past WHERE finished_at < before LIMIT 10000));
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone = 0 THEN
        DELETE FROM queue.attempts_past
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM queue.attempts_past WHERE ended_at < before LIMIT 10000));
        GET DIAGNOSTICS gone = ROW_COUNT;
    END IF;
    RETURN (gone > 0)::int;
END $$;
COMMENT ON FUNCTION queue.forget_history(interval) IS
    'Drops the oldest day of queue.done or queue.attempts that ended before clock.now() - keep; answers 1, or 0 when '
    'there is none (any more). Call it until it answers 0.';
