-- Who may do what. Roles belong to the whole server, so they may exist already; without the right to create them
-- (a managed server) the grants are left to its administrator.
DO $$
DECLARE
    role_name text;
    missing boolean := false;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['relance_worker', 'relance_coordinator', 'relance_api', 'relance_integration', 'relance_reader', 'relance_operator'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
            EXCEPTION
                WHEN insufficient_privilege THEN missing := true;
                WHEN duplicate_object OR unique_violation THEN NULL;
            END;
        END IF;
    END LOOP;
    IF missing THEN
        RAISE NOTICE 'not allowed to create roles: grants are left as they are';
        RETURN;
    END IF;

    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA queue, crm, automation, messaging FROM PUBLIC;

    GRANT USAGE ON SCHEMA queue, crm, automation, messaging, clock, relance
        TO relance_worker, relance_coordinator, relance_api, relance_integration, relance_reader, relance_operator;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA clock TO PUBLIC;

    REVOKE ALL ON ALL TABLES IN SCHEMA queue, crm, automation, messaging
        FROM relance_worker, relance_coordinator, relance_api, relance_integration, relance_reader, relance_operator;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA queue, crm, automation, messaging TO relance_worker, relance_coordinator, relance_api, relance_integration, relance_operator;

    -- Workers and coordinators do their work through verbs, which run as their caller.
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA queue, crm, automation, messaging TO relance_worker, relance_coordinator;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA queue, crm, automation, messaging TO relance_worker, relance_coordinator, relance_operator;
    GRANT SELECT ON SEQUENCE queue.position TO relance_coordinator;

    -- The API takes events in, and answers clicks, opens and unsubscriptions: people, what they did and what they want. No
    -- walks, no messages; jobs only as queue.enqueue_once() takes them.
    GRANT EXECUTE ON FUNCTION queue.enqueue_once TO relance_api;
    GRANT SELECT, INSERT, UPDATE ON crm.contacts, crm.companies, crm.events, crm.message_ids, crm.identities, crm.stage_history TO relance_api;
    GRANT SELECT ON crm.owners, crm.lists, crm.list_members, crm.properties TO relance_api;
    GRANT INSERT ON crm.changes TO relance_api;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA crm TO relance_api;
    REVOKE EXECUTE ON FUNCTION crm.take_changes, crm.put_changes_aside, crm.react_again, crm.import_contacts FROM relance_api;
    GRANT SELECT ON messaging.deliveries, messaging.links TO relance_api;
    GRANT SELECT, INSERT ON messaging.consent_events TO relance_api;
    GRANT EXECUTE ON FUNCTION messaging.record_click, messaging.record_open, messaging.record_reaction, messaging.unsubscribe, messaging.has_withdrawn TO relance_api;

    GRANT SELECT ON ALL TABLES IN SCHEMA relance TO relance_worker, relance_coordinator, relance_api, relance_reader, relance_operator;

    -- Integrations write people and what they did, and enqueue and enroll, in transactions of their own.
    GRANT SELECT, INSERT, UPDATE ON crm.contacts, crm.companies, crm.owners, crm.lists, crm.list_members, crm.events, crm.message_ids, crm.identities, crm.stage_history TO relance_integration;
    GRANT INSERT ON crm.changes TO relance_integration;
    GRANT SELECT ON queue.queues, queue.kinds, automation.workflows TO relance_integration;
    GRANT SELECT ON crm.properties TO relance_integration;
    GRANT DELETE ON crm.list_members TO relance_integration;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA crm TO relance_integration;
    REVOKE EXECUTE ON FUNCTION crm.take_changes, crm.put_changes_aside, crm.react_again FROM relance_integration;
    GRANT EXECUTE ON FUNCTION queue.enqueue, queue.enqueue_many, automation.enroll, automation.unenroll TO relance_integration;

    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA queue, crm, automation, messaging TO relance_operator;

    -- A reader sees states and counts, no payloads and no people.
    GRANT EXECUTE ON FUNCTION queue.glance, queue.examine, queue.why TO relance_reader;
    GRANT SELECT ON queue.overview, queue.health, queue.queues, queue.kinds, queue.workers, queue.leaders, queue.done, automation.overview, automation.workflows, messaging.doubtful TO relance_reader;
END $$;
