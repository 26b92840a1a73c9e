-- Opens and closes the breakers of a channel by what the next system said about handed-over messages.
--
-- Three steps, each over the whole batch. A probe that was answered closes its breaker. A probe that was turned away
-- again keeps it open, twice as long as before (messaging.breaker_pause). A refusal where no breaker is open opens one.
-- Messages that were under way when a breaker opened, and are turned away later, tell nothing new.
CREATE OR REPLACE FUNCTION messaging.note_answers(
    channel text, jobs bigint[], destinations text[], reasons text[]
) RETURNS bigint
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    present CONSTANT timestamptz := clock.now();
    opened bigint;
BEGIN
    DELETE FROM messaging.breakers AS breaker
    USING unnest(jobs, destinations) AS given (job, destination)
    WHERE breaker.channel = note_answers.channel AND breaker.probe = given.job
      AND breaker.destination IS DISTINCT FROM given.destination;

    WITH told AS (
        SELECT DISTINCT ON (destination) destination, reason
        FROM unnest(destinations, reasons) AS given (destination, reason)
        WHERE destination IS NOT NULL
        ORDER BY destination
    ), written AS (
        INSERT INTO messaging.breakers AS breaker (channel, destination, since, until, reason)
        SELECT note_answers.channel, destination, present, present + messaging.breaker_pause(1), reason
        FROM told ORDER BY destination
        ON CONFLICT (channel, destination) DO UPDATE
        SET refusals = breaker.refusals + 1, reason = excluded.reason, probe = NULL,
            until = present + messaging.breaker_pause(breaker.refusals + 1)
        WHERE breaker.probe = ANY (jobs)
        RETURNING refusals
    )
    SELECT count(*) INTO opened FROM written WHERE refusals = 1;
    RETURN opened;
END $$;
COMMENT ON FUNCTION messaging.note_answers(text, bigint[], text[], text[]) IS
    'For each handed-over job: the destination that was refused, with the reason, or null when the message was '
    'answered. Returns how many breakers opened.';

CREATE OR REPLACE FUNCTION messaging.breaker_pause(refusals int) RETURNS interval
LANGUAGE sql IMMUTABLE AS $$
    SELECT least(interval '5 minutes', interval '15 seconds' * 2 ^ least(refusals - 1, 10));
$$;
COMMENT ON FUNCTION messaging.breaker_pause(int) IS
    'How long a breaker waits before it tries again, after so many refusals in a row: 15 seconds at first, twice as '
    'long each time, 5 minutes at most.';
