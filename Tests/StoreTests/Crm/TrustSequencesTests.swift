import Automation
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Random sequences of every act on people. Each act must concern the right contact, and consent must always hold.
///
/// `RELANCE_TEST_SEQUENCES` sets their number.
struct TrustSequencesTests {
    private enum Act: CaseIterable {
        case identify, track, alias, form, merge, unsubscribe, resubscribe, importFile, erase, send
    }

    private static let addresses = ["ada@example.org", "bob@example.org", "eve@example.org"]

    @Test func `no marketing without consent or after a "no", and what everybody did is found under who they are now`()
        async throws
    {
        let seed = UInt64.random(in: 1...1_000_000)
        var luck = SplitMix(seed)
        let count = ProcessInfo.processInfo.environment["RELANCE_TEST_SEQUENCES"].flatMap(Int.init) ?? 40
        // A database for every hundred, because the invariants are checked over everything in it.
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
        var model = WhoIsWho()
        for step in 0..<Int.random(in: 3...12, using: &luck) {
            let act = Act.allCases.randomElement(using: &luck)!
            acts.append(try await perform(act, named: "\(number)-\(step)", of: number, &luck, &model, scene))
            let broken = try await broken(scene) + different(model, round: number, scene)
            #expect(broken == [], "\(name): \(acts.joined(separator: "; "))")
            if !broken.isEmpty { return }
        }
    }

    private func perform(
        _ act: Act,
        named tag: String,
        of round: Int,
        _ luck: inout SplitMix,
        _ model: inout WhoIsWho,
        _ scene: Scene
    ) async throws -> String {
        let (one, two, three) = (Int.random(in: 0...2, using: &luck), Int.random(in: 0...2, using: &luck), luck.next())
        let (account, browser) = ("u\(round)-\(one)", "b\(round)-\(two)")
        let address = "\(round)-\(Self.addresses[Int(three % 3)])"
        let known = model.people.isEmpty ? nil : model.people[Int(three % UInt64(model.people.count))]
        let ids = #""user_id": "\#(account)", "anonymous_id": "\#(browser)", "email": "\#(address)""#
        let deed = #""event": "did", "properties": {"tag": "\#(tag)"}"#
        switch act {
        case .identify:
            let person = model.told(account: account, browser: browser, address: address)
            return try await ingest(#"{"type": "identify", \#(ids), \#(deed)}"#, from: person, tag, &model, scene)
        case .track:
            let person = model.told(account: account, browser: browser)
            let ids = #""user_id": "\#(account)", "anonymous_id": "\#(browser)""#
            return try await ingest(#"{"type": "track", \#(ids), \#(deed)}"#, from: person, tag, &model, scene)
        case .alias:
            let person = model.aliased(browser, to: account)
            let message = #"{"type": "alias", "previous_id": "\#(browser)", "user_id": "\#(account)", \#(deed)}"#
            return try await ingest(message, from: person, tag, &model, scene)
        case .form:
            let person = model.told(account: account, browser: browser, address: address, isForm: true)
            return try await ingest(#"{"type": "form", \#(ids), \#(deed)}"#, from: person, tag, &model, scene)
        case .importFile: return try await importFile(address, &model, scene)
        case .send:
            guard let known else { return "send to nobody" }
            try await send(to: "\(known.number)", scene)
            return "send to \(known.number)"
        case .merge, .unsubscribe, .resubscribe, .erase:
            guard let known else { return "\(act) nobody" }
            let other = model.people[one % model.people.count]
            return try await treat(known, act, other, &model, scene)
        }
    }

    private func treat(
        _ person: WhoIsWho.Person,
        _ act: Act,
        _ other: WhoIsWho.Person,
        _ model: inout WhoIsWho,
        _ scene: Scene
    ) async throws -> String {
        let sql: String
        switch act {
        case .merge:
            sql = "SELECT crm.merge(\(person.number), \(other.number))"
            model.merge(other, into: person)
        case .unsubscribe:
            sql = "SELECT messaging.unsubscribe(\(person.number), 'general')"
            model.say(false, person)
        case .resubscribe:
            sql = "SELECT messaging.resubscribe(\(person.number), 'general', 'asked on the telephone')"
            model.say(true, person)
        default:
            sql = "DELETE FROM crm.contacts WHERE id = \(person.number)"
            model.erase(person)
        }
        try await scene.pool.execute(sql)
        return sql
    }

    /// The database must find the model's contact. A contact that is new to both gets the database's number.
    private func ingest(
        _ message: String,
        from person: WhoIsWho.Person,
        _ tag: String,
        _ model: inout WhoIsWho,
        _ scene: Scene
    ) async throws -> String {
        let answer = try await scene.rows("SELECT contact_id FROM crm.ingest($1)", [.json("[\(message)]")])
        if person.number == 0 { person.number = try answer[0].integer("contact_id") }
        #expect(try answer[0].integer("contact_id") == person.number, "\(message)")
        model.did(tag, person)
        return message
    }

    private func importFile(_ address: String, _ model: inout WhoIsWho, _ scene: Scene) async throws -> String {
        try await scene.pool.execute(
            """
            BEGIN; CREATE TEMP TABLE imported_rows (line bigint, cells jsonb, problem text) ON COMMIT DROP;
            INSERT INTO imported_rows VALUES (1, '["\(address)", "yes"]');
            SELECT crm.import_contacts('{email,consent.general}'), messaging.import_consent('{email,consent.general}');
            COMMIT
            """
        )
        let person = model.imported(address)
        if person.number == 0 {
            person.number = try await scene.rows("SELECT (crm.contact_mailed($1)).id", [.text(address)])[0].integer(
                "id"
            )
        }
        model.say(true, person, isFile: true)
        return "import \(address)"
    }

    /// The differences between database and model: the contact of each event, and the answers of the preference page.
    private func different(_ model: WhoIsWho, round: Int, _ scene: Scene) async throws -> [String] {
        let doers = try await scene.texts(
            "concat(properties ->> 'tag', ' ', contact_id) FROM crm.events WHERE properties ->> 'tag' LIKE '\(round)-%'"
        )
        var choices: [String] = []
        for person in model.people {
            let page = try await scene.pool.run(ReadPreferences(of: ContactID(rawValue: person.number)))
            choices += page.filter { $0.topic == "general" }.map { "\(person.number) \($0.state.rawValue)" }
        }
        let wrong = Set(doers).symmetricDifference(model.doers).union(Set(choices).symmetricDifference(model.choices))
        return wrong.sorted().map { "\($0) is not what both say" }
    }

    /// A marketing e-mail of an integration, through claim and intent. A send that is allowed is recorded as sent.
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

    /// The violations of what must hold after each act.
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
