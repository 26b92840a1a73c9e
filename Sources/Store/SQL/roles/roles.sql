-- The rights of every role. Roles belong to the whole server, so they may exist already. Where the owner may not create
-- roles (a managed server), the administrator grants the rights.
--
-- Every right is granted by name: a new table or verb belongs to its owner alone until it is named here. A right that
-- is no longer named here is revoked when the next release is installed.
--
-- A verb runs with the rights of its caller. A SECURITY DEFINER verb runs with those of its owner, so its caller needs
-- the right to the verb and no other.
DO $$
DECLARE
    role_name text;
    missing boolean := false;
BEGIN
    -- By default PostgreSQL lets every role run a new function.
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA queue, crm, automation, messaging FROM PUBLIC;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA clock TO PUBLIC;

    FOREACH role_name IN ARRAY ARRAY[
        'relance_worker', 'relance_coordinator', 'relance_api', 'relance_integration', 'relance_reader',
        'relance_operator'
    ] LOOP
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

    REVOKE ALL ON ALL TABLES IN SCHEMA queue, crm, automation, messaging, relance
        FROM relance_worker, relance_coordinator, relance_api, relance_integration, relance_reader, relance_operator;
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA queue, crm, automation, messaging
        FROM relance_worker, relance_coordinator, relance_api, relance_integration, relance_reader, relance_operator;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA queue, crm, automation, messaging
        FROM relance_worker, relance_coordinator, relance_api, relance_integration, relance_reader, relance_operator;

    -- Every process and command first checks that the schema is the version it knows.
    GRANT USAGE ON SCHEMA queue, crm, automation, messaging, clock, relance
        TO relance_worker, relance_coordinator, relance_api, relance_integration, relance_reader, relance_operator;
    GRANT SELECT ON relance.migrations
        TO relance_worker, relance_coordinator, relance_api, relance_integration, relance_reader, relance_operator;

    -- Advancing enrollments: workers do it, and the coordinator runs the last steps of those it ends. Filters read
    -- contacts. Steps change contacts, and triggers that run as their owner record the changes. An enrollment that
    -- waits gets a job, and one that ends loses its job.
    GRANT EXECUTE ON FUNCTION
        automation.hold, automation.inside, automation.settle, automation.leave, automation.give_up, automation.note,
        automation.locked, automation.locked_jobs,
        crm.moved_by, crm.set_properties, crm.set_company_properties, crm.add_to_list, crm.remove_from_list, crm.number,
        crm.trait_columns, crm.company_columns, crm.property_name, crm.present, crm.settled, crm.refuse,
        crm.typed, crm.property_called, crm.folded, crm.fitted, crm.as_texts, crm.as_number, crm.as_email, crm.host,
        crm.trimmed, crm.truth, crm.with_properties,
        queue.place, queue.rate_gate, queue.lane, queue.wake, queue.wake_leader, queue.may_notify, queue.holder_of,
        queue.withdraw, messaging.withdraw, messaging.park, messaging.dedup_key
        TO relance_worker, relance_coordinator;
    GRANT SELECT ON
        automation.workflows, automation.workflow_versions, automation.enrollments,
        crm.contacts, crm.companies, crm.owners, crm.events, crm.list_members, crm.stage_history, crm.former_contacts,
        crm.known_properties,
        queue.queues, queue.kinds, queue.leaders, queue.listeners, queue.unique_keys,
        queue.delayed, queue.gated, queue.running, queue.done, queue.dead, messaging.deliveries
        TO relance_worker, relance_coordinator;
    GRANT INSERT ON
        automation.history, crm.lists, crm.list_members,
        queue.delayed, queue.gated, queue.ready, queue.done, queue.unique_keys
        TO relance_worker, relance_coordinator;
    GRANT UPDATE ON automation.enrollments, crm.contacts, crm.companies, messaging.deliveries
        TO relance_worker, relance_coordinator;
    GRANT DELETE ON crm.list_members, queue.delayed, queue.gated, queue.unique_keys
        TO relance_worker, relance_coordinator;
    GRANT USAGE ON SEQUENCE queue.job_id, queue.position, crm.line_id TO relance_worker, relance_coordinator;

    -- A worker sends heartbeats, claims jobs, and ends the jobs it claimed. It only appends to the history.
    GRANT EXECUTE ON FUNCTION
        queue.beat, queue.sign_off, queue.listen, queue.look, queue.claim, queue.put_aside,
        queue.places_free, queue.kept_for_later, queue.reclaim, queue.unclaim,
        queue.finish, queue.was_finished, queue.retry, queue.backoff, queue.bury
        TO relance_worker;
    GRANT SELECT ON queue.workers, queue.marks, queue.lease_marks, queue.ready TO relance_worker;
    GRANT INSERT ON queue.workers, queue.listeners, queue.running, queue.attempts, queue.dead TO relance_worker;
    GRANT UPDATE ON queue.workers TO relance_worker;
    GRANT DELETE ON queue.workers, queue.listeners, queue.ready, queue.running TO relance_worker;
    GRANT USAGE ON SEQUENCE queue.fence TO relance_worker;
    -- To lock a row, a role needs the right to update one of its columns: here a column of little importance.
    GRANT UPDATE (note) ON queue.ready TO relance_worker;
    GRANT UPDATE (description) ON queue.queues TO relance_worker;

    -- A worker sends: it composes messages, writes the ledger, and deletes intents that certainly did not leave. It
    -- only reads consent, and suppresses addresses only through the verb.
    GRANT EXECUTE ON FUNCTION
        automation.compose, automation.intend, automation.standings, automation.sent_by_twin,
        messaging.link_ids, messaging.keep_own_links, messaging.intend, messaging.earlier_intent,
        messaging.blocks, messaging.consent, messaging.consent_state, messaging.last_word, crm.address_hash,
        messaging.record_outcomes, messaging.withdraw_intents, messaging.doubt,
        messaging.forgo, messaging.hand_over_again, messaging.suppress,
        messaging.destination, messaging.note_answers, messaging.breaker_pause
        TO relance_worker;
    GRANT SELECT ON
        messaging.emails, messaging.links, messaging.messages,
        messaging.topics, messaging.consent_events, messaging.address_consent, messaging.suppressions,
        messaging.breakers
        TO relance_worker;
    GRANT INSERT ON messaging.links, messaging.deliveries, messaging.messages, messaging.breakers TO relance_worker;
    GRANT UPDATE ON messaging.breakers TO relance_worker;
    GRANT DELETE ON messaging.deliveries, messaging.messages, messaging.breakers TO relance_worker;
    GRANT USAGE ON SEQUENCE messaging.delivery_id TO relance_worker;

    -- The coordinator leads, promotes, releases by rate, rescues, and maintains the tables of the queue.
    GRANT EXECUTE ON FUNCTION
        automation.look, automation.fold_counters, queue.may_settle, queue.has_gated, queue.listen_as_leader,
        queue.lead, queue.step_down, queue.require_term, queue.promote, queue.rates, queue.room, queue.first_gated,
        queue.next_gated, queue.expire_gated, queue.release_rated, queue.kept_for_later,
        queue.rescue, queue.advance_marks, queue.roll_leaves, automation.forget, queue.forget_requests, queue.gauges
        TO relance_coordinator;
    GRANT SELECT ON
        queue.workers, queue.ready, queue.marks, queue.gate_marks, queue.lease_marks, queue.settling, queue.requests
        TO relance_coordinator;
    GRANT INSERT ON queue.leaders, queue.marks, queue.gate_marks, queue.lease_marks, queue.attempts, queue.dead
        TO relance_coordinator;
    GRANT UPDATE ON queue.leaders, queue.marks, queue.gate_marks, queue.lease_marks, queue.settling
        TO relance_coordinator;
    GRANT DELETE ON queue.workers, queue.listeners, queue.running, queue.requests TO relance_coordinator;
    GRANT SELECT ON SEQUENCE queue.position, queue.fence TO relance_coordinator;
    -- To lock rows, as above.
    GRANT UPDATE (note) ON queue.gated, queue.running, queue.delayed TO relance_coordinator;
    GRANT UPDATE (held_until) ON queue.unique_keys TO relance_coordinator;
    GRANT UPDATE (at) ON queue.requests TO relance_coordinator;

    -- It reacts to changes, and enrolls contacts.
    GRANT EXECUTE ON FUNCTION
        automation.take_changes, crm.put_changes_aside, automation.lock_definitions,
        automation.enroll_many, automation.cross_edge, automation.take_turns, automation.turn,
        automation.look_again, queue.hasten
        TO relance_coordinator;
    GRANT SELECT ON crm.changes, automation.edition, automation.matches, automation.turns TO relance_coordinator;
    GRANT INSERT ON crm.changes, crm.failed_changes, automation.enrollments, automation.matches, automation.turns
        TO relance_coordinator;
    GRANT UPDATE ON automation.turns TO relance_coordinator;
    GRANT DELETE ON crm.changes, automation.matches, automation.turns TO relance_coordinator;
    GRANT USAGE ON SEQUENCE automation.enrollment_id TO relance_coordinator;
    GRANT UPDATE (at) ON crm.changes TO relance_coordinator;  -- to lock rows

    -- It decides about sends at their gate.
    GRANT EXECUTE ON FUNCTION
        automation.at_gate, messaging.blocks, messaging.consent, messaging.consent_state, messaging.last_word,
        crm.address_hash,
        messaging.record_verdicts, queue.release, queue.postpone, messaging.destination, messaging.let_probe
        TO relance_coordinator;
    GRANT SELECT ON
        messaging.emails, messaging.topics, messaging.consent_events, messaging.address_consent, messaging.suppressions,
        messaging.breakers
        TO relance_coordinator;
    GRANT INSERT ON messaging.verdicts TO relance_coordinator;
    GRANT UPDATE, DELETE ON messaging.breakers TO relance_coordinator;

    -- The API and integrations store what other systems report about people.
    GRANT EXECUTE ON FUNCTION
        crm.ingest, crm.take_message_ids, crm.message_key, crm.lock_identities,
        crm.apply_traits, crm.append_events, crm.moment_of,
        crm.contact_for, crm.contact_named, crm.contact_mailed, crm.real_id, crm.has_account, crm.name_contact,
        crm.create_contact, crm.set_email, crm.alias, crm.merge, crm.present, crm.hold, crm.contact_called,
        crm.keep_company, crm.read_company, crm.company_for, crm.describe_company, crm.free_domain,
        crm.read_traits, crm.one_of, crm.stage_problem, crm.not_kept, crm.refused_traits, crm.placed, crm.list_refusals,
        crm.with_traits, crm.with_properties, crm.trait_columns, crm.company_columns, crm.property_name,
        crm.typed, crm.property_called, crm.folded, crm.fitted, crm.as_texts, crm.as_number, crm.as_email, crm.host,
        crm.trimmed, crm.truth
        TO relance_api, relance_integration;
    GRANT SELECT ON crm.former_contacts, crm.known_properties, messaging.topics, messaging.emails
        TO relance_api, relance_integration;
    -- They also record what people answer to messages. Verbs that run as their owner write it.
    GRANT EXECUTE ON FUNCTION
        messaging.take_consent, messaging.is_topic, crm.refuse, messaging.record_consent,
        messaging.give_consent, messaging.unsubscribe, messaging.choose, messaging.preferences
        TO relance_api, relance_integration;

    -- The API receives events, and serves clicks, opens and unsubscriptions: people, what they did and what they want.
    -- It has no right to enrollments or messages, and enqueues jobs only through queue.enqueue_once().
    GRANT EXECUTE ON FUNCTION queue.enqueue_once, queue.earlier_answer TO relance_api;
    GRANT SELECT, INSERT, UPDATE ON crm.contacts, crm.companies, crm.events, crm.message_ids, crm.identities
        TO relance_api;
    GRANT SELECT ON crm.owners, crm.lists, crm.list_members, crm.properties TO relance_api;
    GRANT SELECT ON messaging.deliveries, messaging.links TO relance_api;
    GRANT EXECUTE ON FUNCTION messaging.record_click, messaging.record_open, messaging.record_reaction TO relance_api;

    -- Integrations write people and what they did, and enqueue and enroll, in their own transactions.
    GRANT EXECUTE ON FUNCTION
        crm.record_event, crm.set_properties, crm.set_company_properties,
        crm.add_to_list, crm.remove_from_list, crm.declare_lists,
        crm.number, crm.settled, crm.import_contacts, crm.import_rows,
        crm.import_row, crm.import_refusals, crm.rows_refused,
        crm.import_column, crm.column_meant, crm.is_consent, messaging.import_consent
        TO relance_integration;
    GRANT SELECT, INSERT, UPDATE ON
        crm.contacts, crm.companies, crm.owners, crm.lists,
        crm.list_members, crm.events, crm.message_ids, crm.identities
        TO relance_integration;
    GRANT DELETE ON crm.list_members TO relance_integration;
    GRANT SELECT ON queue.queues, queue.kinds, automation.workflows, crm.properties TO relance_integration;
    GRANT EXECUTE ON FUNCTION queue.enqueue, queue.enqueue_many, automation.enroll, automation.unenroll
        TO relance_integration;

    -- Operators read everything and write no table. They act through verbs that run as their owner, and queue.audit
    -- names them.
    GRANT SELECT ON
        queue.queues, queue.kinds, queue.delayed, queue.gated, queue.ready,
        queue.running, queue.done, queue.attempts, queue.dead,
        queue.unique_keys, queue.requests, queue.workers, queue.leaders, queue.listeners,
        queue.leaves, queue.marks, queue.gate_marks, queue.lease_marks, queue.settling,
        queue.audit, queue.audit_jobs, queue.overview, queue.health, queue.jobs
        TO relance_operator;
    GRANT SELECT ON
        crm.contacts, crm.companies, crm.owners, crm.properties,
        crm.identities, crm.lists, crm.list_members, crm.events,
        crm.message_ids, crm.stage_history, crm.changes, crm.failed_changes, crm.former_contacts,
        crm.refused, crm.refused_recently, crm.known_properties, crm.value_changes, crm.erasing
        TO relance_operator;
    GRANT SELECT ON
        automation.workflows, automation.workflow_versions,
        automation.edition, automation.segments, automation.enrollments,
        automation.matches,
        automation.turns, automation.history, automation.counters, automation.counter_increments, automation.counts,
        automation.standing, automation.overview
        TO relance_operator;
    GRANT SELECT ON
        messaging.emails, messaging.deliveries, messaging.messages, messaging.links, messaging.topics,
        messaging.consent_events, messaging.address_consent,
        messaging.suppressions, messaging.verdicts, messaging.doubtful, messaging.breakers
        TO relance_operator;
    GRANT EXECUTE ON FUNCTION
        queue.overview_rows, queue.health_checks, queue.why, queue.lane, automation.timeline, messaging.why_not_sent,
        automation.export, automation.listed, messaging.preferences,
        messaging.consent, messaging.consent_state, messaging.last_word, crm.address_hash, crm.present,
        crm.contact_called, crm.contact_mailed, crm.contact_named
        TO relance_operator;
    GRANT EXECUTE ON FUNCTION
        queue.pause, queue.resume, queue.set_limits, queue.preview,
        queue.apply, queue.undo, queue.cancel, queue.run_now, queue.act_on,
        queue.declare_queue, queue.declare_kind,
        automation.pause, automation.resume, automation.enroll, automation.unenroll, crm.react_again,
        crm.merge, crm.erase, messaging.suppress, messaging.unsuppress, messaging.resubscribe
        TO relance_operator;
    -- queue.health tells operators to call it when no coordinator does.
    GRANT EXECUTE ON FUNCTION queue.roll_leaves TO relance_operator;
    GRANT EXECUTE ON FUNCTION automation.forgettable, automation.forget_now TO relance_operator;
    GRANT SELECT ON queue.parents TO relance_operator;

    -- A reader sees states and counts, but no payloads and no people.
    GRANT EXECUTE ON FUNCTION queue.overview_rows, queue.health_checks, queue.why TO relance_reader;
    GRANT SELECT ON
        queue.overview, queue.health, queue.queues, queue.kinds, queue.workers, queue.leaders,
        queue.done, automation.counts, automation.standing, automation.overview, automation.workflows,
        messaging.doubtful
        TO relance_reader;
END $$;
