-- Whether a job was finished under this lease.
--
-- A function of its own, because its query takes a new snapshot. The same finish, sent twice, may have been committed
-- while the caller's statement waited for it.
CREATE OR REPLACE FUNCTION queue.was_finished(job bigint, fence bigint) RETURNS boolean
LANGUAGE sql VOLATILE AS $$
    SELECT EXISTS (SELECT FROM queue.done WHERE done.id = was_finished.job AND done.fence = was_finished.fence);
$$;
COMMENT ON FUNCTION queue.was_finished(bigint, bigint) IS
    'Whether a job was finished under this lease, even if that was committed a moment ago. Part of queue.finish().';
