-- Whether anybody waits at a gate.
CREATE OR REPLACE FUNCTION queue.waits_at(gate text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM unnest('{-1,0,1}'::int[]) AS lanes (lane) WHERE queue.first_at(gate, lane) IS NOT NULL);
$$;
COMMENT ON FUNCTION queue.waits_at(text) IS
    'Whether jobs wait at a gate. For the coordinator, which lets them through.';
