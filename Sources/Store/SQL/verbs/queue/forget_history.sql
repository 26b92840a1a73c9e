-- Drops the oldest day of the history of jobs that is older than it is kept. One day a call, in a transaction of its own:
-- whatever interrupts it, the next call goes on.
--
-- Not by DETACH … CONCURRENTLY, which only the owner of the tables may do, outside of any function: the coordinator has no
-- right to tables themselves. The lock is held for an instant instead, and is not waited for longer than half a second.
CREATE OR REPLACE FUNCTION queue.forget_history(keep interval) RETURNS int
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before CONSTANT timestamptz := clock.now() - keep;
    dropped text;
BEGIN
    IF keep < interval '1 day' THEN
        RAISE EXCEPTION 'history is kept for a day at least' USING ERRCODE = '22023';
    END IF;
    PERFORM set_config('lock_timeout', '500ms', true);
    LOCK TABLE queue.leaves IN SHARE ROW EXCLUSIVE MODE;
    dropped := coalesce(queue.retire_leaf('done', before, false), queue.retire_leaf('attempts', before, false));
    IF dropped IS NULL THEN
        DELETE FROM queue.done_past WHERE finished_at < before;
        DELETE FROM queue.attempts_past WHERE ended_at < before;
    END IF;
    RETURN (dropped IS NOT NULL)::int;
END $$;
COMMENT ON FUNCTION queue.forget_history(interval) IS 'Drops the oldest day of queue.done or queue.attempts that ended before clock.now() - keep; answers 1, or 0 when there is none (any more). Call it until it answers 0.';
