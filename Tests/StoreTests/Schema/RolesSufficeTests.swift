import Postgres
import Testing

/// The rights of a role are enough for each of its verbs. PostgreSQL checks the rights of a statement before it looks
/// for rows, so each verb is called with nothing to do.
struct RolesSufficeTests {
    @Test func `a worker can do all that workers do`() async throws {
        try await Scene.lend { scene in
            // With a limit, a claim locks the row of the queue.
            try await scene.pool.execute("SELECT queue.set_limits('email', 'a test', concurrency => 5)")
            try await expect("worker", in: scene, toDo: Self.workersVerbs + Self.walk)
        }
    }

    @Test func `a coordinator can do all that coordinators do`() async throws {
        try await Scene.lend { scene in
            // Now a job waits at each gate.
            try await scene.enqueue(gate: "send")
            try await scene.pool.execute("SELECT queue.set_limits('email', 'a test', per_second => 5)")
            try await scene.enqueue()
            // One of the jobs has expired at its gate.
            try await scene.enqueue(expiresAfter: -1)
            let term = try await scene.lead()
            let verbs = Self.coordinatorsVerbs.map { $0.replacing("TERM", with: "\(term)") }
            try await expect("coordinator", in: scene, toDo: verbs + Self.walk)
        }
    }

    @Test func `what is looked at lies open to operators, and counts and reasons to readers`() async throws {
        try await Scene.lend { scene in
            let views = ["queue.overview", "queue.health", "queue.why(1)", "automation.overview", "messaging.doubtful"]
            try await expect("reader", in: scene, toDo: views + ["queue.done", "queue.workers", "queue.leaders"])
            let all = try await scene.texts(
                """
                oid::regclass FROM pg_class WHERE relkind IN ('r', 'p', 'v') AND NOT relispartition
                AND relnamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging')
                AND oid <> 'crm.address_keys'::regclass
                """
            )
            let verbs = ["automation.timeline(1)", "messaging.why_not_sent(1)", "check_invariants()", "queue.why(1)"]
            try await expect("operator", in: scene, toDo: all + verbs)
        }
    }

    private func expect(_ role: String, in scene: Scene, toDo verbs: [String]) async throws {
        try await scene.signIn(as: role) { session in
            for verb in verbs {
                let refusal = await refusal { try await session.execute("SELECT * FROM \(verb)") }
                #expect(refusal.map { "\($0)" } == nil, "\(role): \(verb)")
            }
        }
    }

    private static let workersVerbs = [
        "queue.beat('w', 'h', 1, '{email}', '1 minute')", "queue.listen('w', 'email', true)",
        "queue.look('{email}')",
        "queue.claim('email', 1, 'w', gen_random_uuid())", "queue.reclaim('w', gen_random_uuid())",
        "queue.put_aside('email', false, 0, 0)", "queue.unclaim('{}', '{}', '{}')", "queue.finish('{}', '{}', '{}')",
        "queue.was_finished(1, 1)",
        "queue.retry('[]')", "queue.bury('[]')", "automation.compose('{}')",
        "messaging.link_ids('{https://a.example}', '{1}')",
        "automation.intend('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')", "messaging.earlier_intent('k', 'x')",
        "messaging.record_outcomes('{}', '{}', '{}', '{}')", "messaging.withdraw_intents('{}', '{}')",
        "messaging.doubt('{}', '{}', true)", "messaging.forgo('{}', '{}')", "messaging.hand_over_again('{}', '{}')",
        "messaging.note_answers('email', '{1,2}', '{*,NULL}', '{x,NULL}')",
        "messaging.suppress('{ada@example.org}', 'unknown user')", "queue.sign_off('w')",
    ]

    private static let coordinatorsVerbs = [
        "queue.lead('coordinator', 'leader', '1 hour')", "queue.promote(TERM, 1)", "queue.rates()",
        "automation.look(TERM)", "automation.fold_counters(TERM)", "queue.listen_as_leader(TERM, true)",
        "queue.room('email')", "queue.expire_gated(TERM, 'rate/email')",
        "queue.release_rated(TERM, 'email', 1)", "queue.release(TERM, '{}', '{}')",
        "queue.postpone(TERM, '{}', '{}', '{}')", "queue.rescue(TERM, '-1 day')", "queue.advance_marks(TERM)",
        "queue.roll_leaves()", "automation.forget('jobs', '90 days')", "queue.forget_requests()",
        "queue.gauges('leader')",
        "automation.take_changes(TERM, 1)", "automation.look_again('{1}')",
        "crm.put_changes_aside('w', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
        "automation.take_turns(TERM, 1)", "automation.cross_edge('w', 0, '{}', '{}')",
        "automation.enroll_many(TERM, 'w', 1, 's', '{}', '{}', '{}', '{}', '{}', now())", "automation.at_gate(1)",
        "messaging.record_verdicts('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
        "messaging.let_probe(TERM, 'email', '{*}', '{1}', now())", "queue.step_down('coordinator', 'leader')",
    ]

    private static let walk = [
        "automation.hold('{}')", "automation.locked('{1}')", "automation.locked_jobs('{1}')",
        "automation.inside('w', '{}')", "automation.settle('{}', '{}', '{}', '{}')",
        "automation.leave('{}', '{}')", "automation.give_up('{}', '{}')",
        "automation.note('{}', '{}', '{}', '{}', '{}', '{}', '{}')",
        "crm.set_properties('{}', '{}')", "crm.set_company_properties('{}', '{}')", "crm.add_to_list('l', '{}')",
        "crm.remove_from_list('l', '{}')", "messaging.withdraw('{1}', 'cancelled', 'x')", "messaging.park('{k}', 'x')",
        #"queue.place('[{"queue": "email", "kind": "k", "unique_key": "u"}]')"#, "queue.wake()", "queue.wake_leader()",
        "queue.holder_of('u')",
    ]
}
