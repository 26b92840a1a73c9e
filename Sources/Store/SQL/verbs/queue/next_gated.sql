-- The jobs a gate looks at next: urgent ones first, then normal, then bulk, each lane in its order of arrival.
--
-- A lane leaves room for the ones after it, as in queue.claim(): a crowd delays nobody of another lane. Whoever takes
-- them locks them, and passes over those that somebody else holds, an operator, say. The send gate does not: it locks
-- enrollments first.
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
    firsts bigint[] := '{}';  -- the first position of each lane, null where nobody waits
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
    'Up to jobs_max jobs that wait at a gate: urgent before normal before bulk, each lane leaving room for those '
    'after it (8 : 4 : 1); none that has expired. taking: locks them, without those that others hold. For the '
    'coordinator, which lets them through.';

-- Of thirteen places eight are urgent, four normal, one bulk, while such jobs wait. Where there are fewer, luck (from 0
-- to 1) decides who has what is left over; without it, the more urgent.
CREATE OR REPLACE FUNCTION queue.kept_for_later(free int, lane int, waits boolean[], luck double precision) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(free, floor(luck + CASE lane WHEN -1 THEN free * (4 * (waits[2])::int + (waits[3])::int) / 13.0
                                          WHEN 0 THEN free * (waits[3])::int / 5.0 ELSE 0 END)::int);
COMMENT ON FUNCTION queue.kept_for_later(int, int, boolean[], double precision) IS
    'How many of the free places a lane leaves for the ones after it. waits: whether jobs wait in the lanes urgent, '
    'normal, bulk.';
