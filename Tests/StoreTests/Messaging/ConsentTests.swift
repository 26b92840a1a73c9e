import Automation
import Foundation
import Postgres
import Store
import Testing

struct ConsentTests {
    private func blocks(
        _ scene: Scene,
        _ contact: ContactID,
        address: String? = "ada@example.org",
        kind: EmailDefinition.Kind = .marketing,
        topic: String = "news"
    ) async throws -> String? {
        try await scene.rows(
            "SELECT messaging.blocks($1, $2, $3, $4) AS why",
            [.integer(contact.rawValue), .text(address), .text(kind.rawValue), .text(topic)]
        )[0].optionalText("why")
    }

    private func say(_ scene: Scene, _ given: Bool, _ topic: String) async throws {
        try await scene.pool.execute(
            "INSERT INTO messaging.consent_events (contact_id, at, given, topic, source) VALUES (1, clock.now(), \(given), '\(topic)', 'page')"
        )
    }

    private static let unsubscribed = "the contact has unsubscribed"
    private static let neverAsked = "the contact has not agreed to news"

    @Test(
        arguments: [
            ([], neverAsked), ([(true, "news")], nil), ([(true, "*")], nil), ([(true, "other")], neverAsked),
            ([(false, "news")], unsubscribed), ([(false, "*")], unsubscribed), ([(false, "other")], neverAsked),
            ([(false, "news"), (true, "news")], nil), ([(true, "news"), (false, "news")], unsubscribed),
            ([(false, "*"), (true, "news")], nil), ([(true, "news"), (false, "*")], unsubscribed),
            ([(false, "*"), (true, "*")], nil), ([(true, "*"), (false, "news")], unsubscribed),
        ] as [([(Bool, String)], String?)]
    )
    func `the last word on a topic, or on all of them, holds`(said: [(Bool, String)], why: String?) async throws {
        try await Scene.lend { scene in
            try await topics(scene)
            let contact = try await scene.contact()
            for (given, topic) in said { try await say(scene, given, topic) }

            #expect(try await blocks(scene, contact) == why)
            #expect(try await blocks(scene, contact, kind: .transactional) == nil)
        }
    }

    @Test func `a topic that assumes consent needs no asking, and takes a no`() async throws {
        try await Scene.lend { scene in
            try await topics(scene)
            let contact = try await scene.contact()
            #expect(try await blocks(scene, contact, topic: "tips") == nil)
            try await say(scene, false, "tips")
            #expect(try await blocks(scene, contact, topic: "tips") == Self.unsubscribed)
        }
    }

    @Test func `consent keeps its ground, its source and the wording`() async throws {
        try await Scene.lend { scene in
            try await topics(scene)
            try await scene.contact()
            _ = try await scene.rows("SELECT messaging.give_consent(1, 'news', 'form', 'contract', 'Yes, please')")
            #expect(
                try await scene.texts(
                    "concat_ws('; ', given, topic, source, basis, wording, said_by) FROM messaging.consent_events"
                )
                    == ["t; news; form; contract; Yes, please; postgres"]
            )
        }
    }

    @Test func `agreeing to a topic that does not exist is one clear error`() async throws {
        try await Scene.lend { scene in
            try await topics(scene)
            try await scene.contact()
            let error = await #expect(throws: PostgresError.self) {
                try await scene.pool.execute("SELECT messaging.give_consent(1, 'nwes', 'form')")
            }
            #expect(error?.message == "there is no topic \"nwes\"")
        }
    }

    @Test func `what a door cannot understand is listed, and the rest is kept`() async throws {
        try await Scene.lend { scene in
            try await topics(scene)
            try await scene.contact()
            let words: [TakeConsent.Word] = [
                .init(of: ContactID(rawValue: 1), on: "news", given: true),
                .init(of: ContactID(rawValue: 1), on: "nwes", given: true, value: "yes"),
                .init(of: ContactID(rawValue: 1), on: "tips", given: nil, value: "perhaps"),
                .init(of: ContactID(rawValue: 1), on: "gone-topic", given: false, value: "no"),
            ]
            #expect(try await scene.pool.one(try TakeConsent(words, at: "form")) == (news: 2, refused: 2))
            #expect(
                try await scene.texts(
                    "concat_ws('; ', door, field, why, example) FROM crm.refused_recently ORDER BY field"
                )
                    == [
                        "form; consent.nwes; there is no such topic; yes", "form; consent.tips; not yes or no; perhaps",
                    ]
            )
        }
    }

    @Test func `an address that is not suppressed any more may be sent to, and the act is written down`() async throws {
        try await Scene.lend { scene in
            let contact = try await scene.contact()
            _ = try await scene.rows("SELECT messaging.suppress('{ada@example.org}', 'complaint')")
            _ = try await scene.rows("SELECT messaging.unsuppress('{ADA@example.org}', 'the mailbox exists')")
            #expect(try await blocks(scene, contact, kind: .transactional) == nil)
            #expect(
                try await scene.texts("concat_ws(' ', verb, subject) FROM queue.audit") == [
                    #"unsuppress {"addresses": 1}"#
                ]
            )
        }
    }

    @Test func `a choice of the preference page is saved, topic by topic`() async throws {
        try await Scene.lend { scene in
            try await topics(scene)
            let contact = try await scene.contact()
            try await say(scene, true, "news")
            let choice = SaveChoice(
                of: contact,
                shown: ["news", "tips", "other"],
                wanted: ["tips", "other"],
                wording: "w"
            )
            #expect(try await scene.pool.one(choice) == 3)
            #expect(
                try await scene.texts("topic || ' ' || state FROM messaging.preferences(1)")
                    == ["news withdrawn", "other granted", "tips granted"]
            )
            #expect(try await scene.pool.one(choice) == 0)
        }
    }

    private func topics(_ scene: Scene) async throws {
        let topics = [Topic("news"), Topic("other"), Topic("tips", consent: .assumed)]
        _ = try await scene.pool.run(try DeclareTopics(topics))
    }

    @Test func `nothing goes to a suppressed address, or to none`() async throws {
        try await Scene.lend { scene in
            let contact = try await scene.contact()
            let suppressed = try await scene.rows(
                "SELECT messaging.suppress('{Ada@Example.org,ada@example.org,bob@example.org}', 'complaint')::int AS value"
            )
            #expect(try suppressed[0].int("value") == 2)

            for kind in EmailDefinition.Kind.allCases {
                #expect(
                    try await blocks(scene, contact, address: "ADA@example.org", kind: kind)
                        == "the address is suppressed"
                )
                #expect(
                    try await blocks(scene, contact, address: "eve@example.org", kind: kind)
                        == (kind == .marketing ? Self.neverAsked : nil)
                )
                #expect(try await blocks(scene, contact, address: nil, kind: kind) == "no e-mail address")
            }
        }
    }

    @Test func `unsubscribing again changes nothing, and says so`() async throws {
        try await Scene.lend { scene in
            let contact = try await scene.contact()
            #expect(try await scene.unsubscribe(contact, from: "news"))
            #expect(try await !scene.unsubscribe(contact, from: "news"))
            #expect(try await scene.unsubscribe(contact))
            await #expect(throws: PostgresError.self) { try await scene.unsubscribe(ContactID(rawValue: 999)) }
            #expect(
                try await scene.texts(
                    "concat_ws(' ', given, channel, topic, source) FROM messaging.consent_events ORDER BY id"
                )
                    == ["f email news page", "f email * page"]
            )
        }
    }
}
