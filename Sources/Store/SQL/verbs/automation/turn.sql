-- When the answer to "is this moment within the last so much time?" next changes; null when it never will.
--
-- A moment to come changes it when it comes, one inside the span when it is older than that. Where months differ in
-- length, the moment plus the span may be over while the span still reaches it: then it is looked at again in an hour.
CREATE OR REPLACE FUNCTION automation.turn(moment timestamptz, span interval, present timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN moment > present THEN moment
    WHEN moment < present - span THEN NULL
    WHEN moment + span < present THEN present + interval '1 hour'
    ELSE moment + span + interval '1 microsecond'
END;
COMMENT ON FUNCTION automation.turn(timestamptz, interval, timestamptz) IS 'When a moment comes, or is next older than the span; null when it is older already.';
