-- Everything that happened to one contact, cause before effect.
--
-- Of lines with the same time, events, consent and merges come first. Changed values and the lines of workflows cause
-- each other, so they follow in the order in which they were written. Verdicts and deliveries come last.
CREATE OR REPLACE FUNCTION automation.timeline(contact bigint)
RETURNS TABLE (at timestamptz, workflow text, step text, what text, detail text)
LANGUAGE sql STABLE AS $$
    WITH person AS (
        SELECT crm.present(contact) AS id
    ), lines AS (
        SELECT event.occurred_at AS at, NULL AS workflow, NULL AS step, 'event' AS what,
               event.name || coalesce(' ' || nullif(event.properties::text, '{}'), '') AS detail, 1 AS rank, event.id
        FROM crm.events AS event JOIN person ON event.contact_id = person.id
        UNION ALL
        SELECT word.at, NULL, NULL, CASE WHEN word.given THEN 'agreed' ELSE 'withdrew' END,
               CASE word.topic WHEN '*' THEN 'everything' ELSE word.topic END || ' (' || word.source || ')', 2, word.id
        FROM messaging.consent_events AS word JOIN person ON word.contact_id = person.id
        UNION ALL
        SELECT former.at, NULL, NULL, 'merged',
               format('contact %s is this person (by %s)', former.id, former.gone_by), 3, 0
        FROM crm.former_contacts AS former JOIN person ON former.survivor = person.id
        UNION ALL
        SELECT line.at, line.workflow, line.step, line.what, line.detail, 4, line.id
        FROM automation.history AS line JOIN person ON line.contact_id = person.id
        UNION ALL
        SELECT change.at, NULL, NULL, 'changed',
               format('%s: %s → %s (by %s)', change.name, coalesce(change.before #>> '{}', 'nothing'),
                      coalesce(change.after #>> '{}', 'nothing'), change.changed_by), 4, change.id
        FROM crm.value_changes AS change JOIN person ON change.contact_id = person.id
        UNION ALL
        SELECT verdict.at, verdict.workflow, verdict.step, 'held back', verdict.reason, 6, verdict.job_id
        FROM messaging.verdicts AS verdict JOIN person ON verdict.contact_id = person.id
        WHERE verdict.verdict = 'later' OR verdict.workflow IS NULL
        UNION ALL
        SELECT delivery.intent_at, NULL, NULL, delivery.state, delivery.email, 6, delivery.id
        FROM messaging.deliveries AS delivery JOIN person ON delivery.contact_id = person.id
        WHERE delivery.workflow IS NULL
    )
    SELECT at, workflow, step, what, detail FROM lines ORDER BY at, rank, id;
$$;
COMMENT ON FUNCTION automation.timeline(bigint) IS
    'What a contact did and agreed to, which of its values changed from what to what, and what happened to it in every '
    'workflow: cause before effect, oldest first.';
