import Automation
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Random sequences of everything that is done about people: whom it concerns and what they said always holds.
///
/// `RELANCE_TEST_SEQUENCES` plays more than the usual ones.
struct TrustSequencesTests {
    private enum Act: CaseIterable {
        case identify, alias, form, merge, unsubscribe, resubscribe, importFile, erase, send
    }

    private static let addresses = ["ada@example.org", "bob@example.org", "eve@example.org"]

    @Test func `no marketing intent without consent or after a "no", and no event is lost by a merge`() async throws {
        let seed = UInt64.random(in: 1...1_000_000)
        var luck = SplitMix(seed)
        let count = ProcessInfo.processInfo.environment["RELANCE_TEST_SEQUENCES"].flatMap(Int.init) ?? 40
        // A database for every hundred: what must hold is asked of all that is in it.
        for first in stride(from: 1, through: count, by: 100) {
            var own = SplitMix(luck.next())
            try await Scene.lend { scene in
                _ = try await scene.apply()
                _ = try await scene.pool.run(try DeclareTopics([Topic("general")]))
                for number in first...min(first + 99, count) {
                    try await play(number, &own, scene, "seed \(seed), sequence \(number)")
                }
            }
        }
    }

    private func play(_ number: Int, _ luck: inout SplitMix, _ scene: Scene, _ name: String) async throws {
        var acts: [String] = []
        for _ in 0..<Int.random(in: 3...12, using: &luck) {
            let act = Act.allCases.randomElement(using: &luck)!
            acts.append(try await perform(act, round: number, &luck, scene))
            let broken = try await broken(scene)
            #expect(broken == [], "\(name): \(acts.joined(separator: "; "))")
            if !broken.isEmpty { return }
        }
    }

    private func perform(_ act: Act, round: Int, _ luck: inout SplitMix, _ scene: Scene) async throws -> String {
        func one() -> Int { Int.random(in: 0...2, using: &luck) }
        func address() -> String { "\(round)-\(Self.addresses[one()])" }
        func account() -> String { "u\(round)-\(one())" }
        func browser() -> String { "b\(round)-\(one())" }
        let known =
            "(SELECT id FROM crm.contacts WHERE email LIKE '\(round)-%' ORDER BY md5(id || '\(luck.next())') LIMIT 1)"
        let sql: String
        switch act {
        case .identify:
            sql = ingest(
                #"{"type": "identify", "user_id": "\#(account())", "anonymous_id": "\#(browser())", "email": "\#(address())"}"#
            )
        case .alias: sql = ingest(#"{"type": "alias", "previous_id": "\#(browser())", "user_id": "\#(account())"}"#)
        case .form:
            sql = ingest(
                #"{"type": "form", "anonymous_id": "\#(browser())", "user_id": "\#(account())", "email": "\#(address())", "event": "form_submitted"}"#
            )
        case .merge: sql = "SELECT crm.merge(\(known), \(known)) WHERE \(known) IS NOT NULL"
        case .unsubscribe: sql = "SELECT messaging.unsubscribe(\(known), 'general') WHERE \(known) IS NOT NULL"
        case .resubscribe: sql = "SELECT messaging.give_consent(\(known), 'general', 'form') WHERE \(known) IS NOT NULL"
        case .importFile:
            sql = """
                BEGIN; CREATE TEMP TABLE imported_rows (line bigint, cells jsonb, problem text) ON COMMIT DROP;
                INSERT INTO imported_rows VALUES (1, '["\(address())", "yes"]');
                SELECT crm.import_contacts('{email,consent.general}'), messaging.import_consent('{email,consent.general}');
                COMMIT
                """
        case .erase: sql = "DELETE FROM crm.contacts WHERE id = \(known)"
        case .send:
            try await send(to: known, scene)
            return "send"
        }
        do { try await scene.pool.execute(sql) } catch let error as PostgresError where error.sqlstate == "22023" {}
        return sql
    }

    private func ingest(_ message: String) -> String { "SELECT crm.ingest('[\(message)]')" }

    /// A marketing e-mail of an integration, through claim and intent; what may be sent is recorded as sent.
    private func send(to contact: String, _ scene: Scene) async throws {
        let found = try await scene.rows("SELECT \(contact) AS id").first?.optionalInteger("id")
        guard let found else { return }
        let job = NewJob("send_email", in: "email", payload: ["contact": .integer(found), "email": "hello"])
        let placed = try await scene.pool.run(try PlaceJobs([job])).map(\.id)
        try await scene.release(placed)
        let jobs = try await scene.claim(1)
        for answer in try await scene.intend(try await scene.write(jobs)) where answer.verdict == .send {
            try await scene.record(.sent, answer.delivery, fence: jobs[0].lease.fence)
        }
        _ = try await scene.finish(jobs)
    }

    /// What must hold after each act.
    private func broken(_ scene: Scene) async throws -> [String] {
        try await scene.texts(
            """
            broken FROM (
                SELECT format('delivery %s went to a contact who had not agreed', delivery.id) AS broken
                FROM messaging.deliveries AS delivery
                JOIN messaging.messages AS message ON message.delivery_id = delivery.id
                WHERE NOT EXISTS (
                    SELECT FROM messaging.consent_events AS word
                    WHERE word.contact_id = delivery.contact_id AND word.given AND word.at <= delivery.intent_at)
                UNION ALL
                SELECT format('contact %s has said no, and may be sent to', contact.id)
                FROM crm.contacts AS contact
                JOIN messaging.address_consent AS word
                    ON word.address_hash = crm.address_hash(contact.email) AND NOT word.given
                WHERE messaging.consent(contact.id, contact.email, word.topic) <> 'withdrawn'
                UNION ALL
                SELECT format('event %s belongs to nobody', event.id) FROM crm.events AS event
                WHERE NOT EXISTS (SELECT FROM crm.contacts WHERE id = event.contact_id)
                UNION ALL
                SELECT format('identity %s leads to nobody', value) FROM crm.identities
                WHERE NOT EXISTS (SELECT FROM crm.contacts WHERE id = contact_id)
                UNION ALL
                SELECT format('contact %s survives as %s, who is gone', former.id, former.survivor)
                FROM crm.former_contacts AS former
                WHERE former.survivor IS NOT NULL AND NOT EXISTS (SELECT FROM crm.contacts WHERE id = former.survivor)
                UNION ALL
                SELECT invariant || ': ' || subject FROM check_invariants()
            ) AS found
            """
        )
    }
}
