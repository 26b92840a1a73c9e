-- The jobs that a gate looks at next: urgent ones first, then normal, then bulk, each lane in its order of arrival.
--
-- A lane leaves room for the later ones, as in queue.claim(), so a backlog in one lane does not delay another. A caller
-- that takes the jobs locks them and skips those that another session, such as an operator's, has locked (rule 6 of
-- 0002_queue.sql). The send gate locks nothing here, because it locks enrollments first.
CREATE OR REPLACE FUNCTION queue.next_gated(gate text, jobs_max int, taking boolean DEFAULT false) RETURNS SETOF bigint
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
    free int := jobs_max;
    got  int;
    room int;
    lane_now int;
    firsts bigint[] := '{}';  -- the first position of each lane, null where no job waits
    waits boolean[] := '{}';
    luck CONSTANT double precision := random();
BEGIN
    FOR lane_now IN -1..1 LOOP
        firsts[lane_now + 2] := queue.first_gated(next_gated.gate, lane_now);
        waits[lane_now + 2] := firsts[lane_now + 2] IS NOT NULL;
    END LOOP;
    FOR lane_now IN -1..1 LOOP
        CONTINUE WHEN NOT waits[lane_now + 2];
        room := free - queue.kept_for_later(free, lane_now, waits, luck);
        IF taking THEN
            RETURN QUERY
            SELECT id FROM queue.gated
            WHERE gated.gate = next_gated.gate AND queue.lane(priority) = lane_now AND position >= firsts[lane_now + 2]
              AND (expires_at IS NULL OR expires_at > present)
            ORDER BY position LIMIT room FOR UPDATE SKIP LOCKED;
        ELSE
            RETURN QUERY
            SELECT id FROM queue.gated
            WHERE gated.gate = next_gated.gate AND queue.lane(priority) = lane_now AND position >= firsts[lane_now + 2]
              AND (expires_at IS NULL OR expires_at > present)
            ORDER BY position LIMIT room;
        END IF;
        GET DIAGNOSTICS got = ROW_COUNT;
        free := free - got;
        EXIT WHEN free <= 0;
    END LOOP;
END $$;
COMMENT ON FUNCTION queue.next_gated(text, int, boolean) IS
    'Up to jobs_max jobs that wait at a gate: urgent before normal before bulk, each lane leaving room for the later '
    'ones (8 : 4 : 1); none that has expired. taking: locks them, and skips those that another session has locked. For '
    'the coordinator, which releases jobs.';

-- Of thirteen slots eight are urgent, four normal and one bulk, while such jobs wait. With fewer slots, luck (from 0 to
-- 1) decides which lane gets what is left over; without luck, the more urgent one.
CREATE OR REPLACE FUNCTION queue.kept_for_later(free int, lane int, waits boolean[], luck double precision) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(free, floor(luck + CASE lane WHEN -1 THEN free * (4 * (waits[2])::int + (waits[3])::int) / 13.0
                                          WHEN 0 THEN free * (waits[3])::int / 5.0 ELSE 0 END)::int);
COMMENT ON FUNCTION queue.kept_for_later(int, int, boolean[], double precision) IS
    'How many of the free slots a lane leaves for the later ones. waits: whether jobs wait in the lanes urgent, normal '
    'and bulk.';
