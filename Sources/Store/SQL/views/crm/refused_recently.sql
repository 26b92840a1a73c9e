-- Values that doors could not store in the last week, by field and reason.
CREATE OR REPLACE VIEW crm.refused_recently AS
    SELECT door, field, why, count(*) AS times, max(at) AS latest,
           (array_agg(value ORDER BY id DESC))[1] AS example
    FROM crm.refused
    WHERE at > (SELECT clock.now()) - interval '7 days'
    GROUP BY door, field, why
    ORDER BY times DESC, door, field;
COMMENT ON VIEW crm.refused_recently IS
    'Values that were received in the last seven days and not stored: how often, when last, and the latest value.';
