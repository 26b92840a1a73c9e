import Postgres
import Testing

/// Which roles may run which verb. A new verb belongs only to its owner until it is listed here.
struct RolesOfVerbsTests {
    private static let granted = """
        SELECT format('%s.%s', pronamespace::regnamespace, proname) AS verb,
               coalesce((SELECT string_agg(substr(role, 9), ', ' ORDER BY role) FROM unnest($1) AS role
                         WHERE has_function_privilege(role, pg_proc.oid, 'EXECUTE')), 'nobody') AS roles
        FROM pg_proc WHERE pronamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging')
        """

    @Test func `each verb may be run by these roles, and by no others`() async throws {
        var wanted: [String: String] = [:]
        var roles = ""
        for line in Self.expected.split(separator: "\n") {
            guard !line.hasSuffix(":") else {
                roles = String(line.dropLast())
                continue
            }
            for verb in line.split(separator: " ") { wanted[String(verb)] = roles }
        }
        try await Scene.lend { scene in
            for row in try await scene.rows(Self.granted, [.texts(RolesTests.roles)]) {
                let verb = try row.text("verb")
                let expected = wanted.removeValue(forKey: verb)
                #expect(try row.text("roles") == expected, "\(verb)")
            }
        }
        #expect(wanted.keys.sorted() == [], "there are no such verbs")
    }

    @Test func `nobody may run a function without having been given it`() async throws {
        try await Scene.lend { scene in
            let open = try await scene.texts(
                """
                oid::regprocedure FROM pg_proc
                WHERE pronamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging')
                AND (proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0))
                """
            )
            #expect(open == [])
        }
    }

    @Test func `these functions run as their owner, and look names up in no schema of others`() async throws {
        try await Scene.lend { scene in
            let theirs = "FROM pg_proc WHERE prosecdef AND pronamespace::regnamespace::text NOT LIKE 'pg\\_%'"
            let names = try await scene.texts("concat(pronamespace::regnamespace, '.', proname) \(theirs)")
            #expect(names.sorted() == Self.asTheirOwner.split(whereSeparator: \.isWhitespace).map(String.init).sorted())
            let safe = "coalesce(proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']"
            let loose = try await scene.texts("oid::regprocedure \(theirs) AND NOT \(safe)")
            #expect(loose == [])
        }
    }

    private static let asTheirOwner = """
        automation.count_arrivals automation.count_history automation.count_moves automation.enroll
        automation.fold_counters automation.follow_former_contacts automation.forget automation.forget_now
        automation.forgettable automation.give_up automation.leave automation.note_edition automation.pause
        automation.resume automation.unenroll crm.address_hash crm.erase crm.erase_deleted_contacts crm.merge
        crm.note_changed_stages crm.note_created_contacts crm.note_erased_identity crm.note_first_stages
        crm.note_joined_members crm.note_left_members crm.note_recorded_events crm.note_updated_companies
        crm.note_updated_contacts crm.react_again crm.refuse crm.tell_of_changes messaging.follow_cancelled_jobs
        messaging.follow_expired_jobs messaging.follow_former_contacts messaging.preferences messaging.record_consent
        messaging.resubscribe messaging.suppress messaging.unsuppress queue.apply queue.declare_kind
        queue.declare_queue queue.earlier_answer queue.enqueue_many queue.enqueue_once queue.gauges
        queue.health_checks queue.overview_rows queue.pause queue.preview queue.promote queue.resume
        queue.roll_leaves queue.set_limits queue.undo queue.wake_leader queue.why
        """

    /// The verbs of each set of roles. The verbs of no role are parts of others, triggers, and those that
    /// `relance apply` runs as the owner.
    private static let expected = """
        worker:
            automation.compose automation.intend automation.sent_by_twin automation.standings messaging.breaker_pause
            messaging.doubt messaging.earlier_intent messaging.forgo messaging.hand_over_again messaging.intend
            messaging.keep_own_links messaging.link_ids messaging.note_answers messaging.record_outcomes
            messaging.withdraw_intents
            queue.backoff queue.beat queue.bury queue.claim queue.finish queue.listen queue.look queue.places_free
            queue.put_aside queue.reclaim queue.retry queue.sign_off queue.unclaim queue.was_finished
        coordinator:
            automation.at_gate automation.cross_edge automation.enroll_many automation.fold_counters
            automation.forget automation.lock_definitions automation.look automation.look_again
            automation.take_changes automation.take_turns automation.turn crm.put_changes_aside
            messaging.let_probe messaging.record_verdicts queue.advance_marks queue.expire_gated queue.first_gated queue.forget_requests
            queue.gauges queue.has_gated queue.hasten queue.lead queue.listen_as_leader queue.may_settle
            queue.next_gated queue.postpone queue.promote queue.rates queue.release queue.release_rated
            queue.require_term queue.rescue queue.room queue.step_down
        coordinator, worker:
            automation.give_up automation.hold automation.inside automation.leave automation.locked
            automation.locked_jobs automation.note automation.settle crm.moved_by messaging.blocks messaging.dedup_key
            messaging.destination messaging.park messaging.withdraw queue.holder_of queue.kept_for_later queue.may_notify queue.place
            queue.rate_gate queue.wake queue.wake_leader queue.withdraw
        coordinator, operator, worker:
            crm.address_hash messaging.consent messaging.consent_state messaging.last_word queue.lane
        coordinator, integration, worker:
            crm.add_to_list crm.number crm.remove_from_list crm.set_company_properties crm.set_properties crm.settled
        coordinator, operator:
            queue.roll_leaves
        api, coordinator, integration, operator, worker:
            crm.present
        api, coordinator, integration, worker:
            crm.as_email crm.as_number crm.as_texts crm.company_columns crm.fitted crm.folded crm.host
            crm.property_called crm.property_name crm.refuse crm.trait_columns crm.trimmed crm.truth crm.typed
            crm.with_properties
        api, integration, operator:
            crm.contact_called crm.contact_mailed crm.contact_named crm.merge messaging.preferences
        api:
            messaging.record_click messaging.record_open messaging.record_reaction queue.earlier_answer
            queue.enqueue_once
        api, integration:
            crm.alias crm.append_events crm.apply_traits crm.company_for crm.contact_for crm.create_contact
            crm.describe_company crm.free_domain crm.has_account crm.hold crm.ingest crm.keep_company
            crm.list_refusals crm.lock_identities crm.message_key crm.moment_of crm.name_contact crm.not_kept
            crm.one_of crm.placed crm.read_company crm.read_traits crm.real_id crm.refused_traits crm.set_email
            crm.stage_problem crm.take_message_ids crm.with_traits messaging.choose messaging.give_consent
            messaging.is_topic messaging.record_consent messaging.take_consent messaging.unsubscribe
        integration:
            crm.column_meant crm.declare_lists crm.import_column crm.import_contacts crm.import_refusals
            crm.import_row crm.import_rows crm.is_consent crm.record_event crm.rows_refused messaging.import_consent
            queue.enqueue queue.enqueue_many
        integration, operator:
            automation.enroll automation.unenroll
        operator:
            automation.export automation.forget_now automation.forgettable automation.listed automation.pause
            automation.resume automation.timeline crm.erase crm.react_again messaging.resubscribe
            messaging.unsuppress messaging.why_not_sent queue.act_on queue.apply queue.cancel queue.declare_kind
            queue.declare_queue queue.pause queue.preview queue.resume queue.run_now queue.set_limits queue.undo
        operator, worker:
            messaging.suppress
        operator, reader:
            queue.health_checks queue.overview_rows queue.why
        nobody:
            automation.apply_segment automation.apply_workflow automation.count_arrivals automation.count_history
            automation.count_moves automation.counted_reason automation.erase_jobs automation.erase_texts
            automation.erase_walks automation.follow_former_contacts automation.forget_answers automation.forget_rows
            automation.kind_of_end automation.note_edition automation.old_rows automation.place_of
            automation.require_category automation.retire_workflows automation.unite_walks automation.watch
            crm.declare_properties crm.erase_deleted_contacts crm.erase_refusals crm.erased_words crm.fill_blanks
            crm.note_changed_stages crm.note_created_contacts crm.note_earlier_words crm.note_erased_identity
            crm.note_erased_words crm.note_first_stages crm.note_joined_members crm.note_left_members
            crm.note_recorded_events crm.note_updated_companies crm.note_updated_contacts crm.refuse_moving_members
            crm.require_contact crm.stamp_update crm.tell_of_changes crm.unite_belongings crm.words_of
            messaging.apply_email messaging.declare_topics messaging.erase_messages messaging.follow_cancelled_jobs
            messaging.follow_expired_jobs messaging.follow_former_contacts messaging.is_news messaging.note_reachable
            messaging.require_topics messaging.unite_messages queue.about queue.cancel_previewed queue.cut_leaf
            queue.cut_leaves queue.erase_reasons queue.erase_texts queue.erased queue.filter_error queue.fingerprints
            queue.fit_for queue.forget_leaf queue.forget_past queue.forget_undo queue.forgettable_leaves
            queue.free_key queue.gated_count queue.help_for_delayed queue.help_for_gated queue.help_for_ready
            queue.help_for_walk queue.member_error queue.moment_in queue.note_act queue.note_action
            queue.payload_error queue.portion_end queue.redrive_previewed queue.require_reason
            queue.reschedule_previewed queue.retire_leaf queue.rows_of queue.sees_all queue.select_jobs
            queue.shape_error queue.span queue.span_in queue.take_previewed queue.uncancel queue.unknown_kind
            queue.unmove queue.validation_error queue.when_was queue.why_delayed queue.why_gated queue.why_ready
            queue.why_running queue.widen_past
        """
}
