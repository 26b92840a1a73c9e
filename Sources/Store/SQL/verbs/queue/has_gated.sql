-- Whether jobs wait at a gate.
CREATE OR REPLACE FUNCTION queue.has_gated(gate text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM unnest('{-1,0,1}'::int[]) AS lanes (lane) WHERE queue.first_gated(gate, lane) IS NOT NULL);
$$;
COMMENT ON FUNCTION queue.has_gated(text) IS 'Whether jobs wait at a gate. For the coordinator, which releases jobs.';
