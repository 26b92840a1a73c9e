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

    @Test(
        arguments: [
            ([], nil),
            ([(false, "news")], "the contact has unsubscribed"),
            ([(false, "*")], "the contact has unsubscribed"),
            ([(false, "other")], nil),
            ([(false, "news"), (true, "news")], nil),
            ([(true, "news"), (false, "news")], "the contact has unsubscribed"),
            ([(false, "*"), (true, "news")], "the contact has unsubscribed"),
            ([(false, "*"), (true, "*")], nil),
            ([(true, "*"), (false, "news")], "the contact has unsubscribed"),
        ] as [([(Bool, String)], String?)]
    )
    func `the last word on each topic holds, and on all topics`(said: [(Bool, String)], why: String?) async throws {
        try await Scene.lend { scene in
            let contact = try await scene.contact()
            for (given, topic) in said { try await say(scene, given, topic) }

            #expect(try await blocks(scene, contact) == why)
            #expect(try await blocks(scene, contact, kind: .transactional) == nil)
        }
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
                #expect(try await blocks(scene, contact, address: "eve@example.org", kind: kind) == nil)
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
            #expect(try await !scene.unsubscribe(ContactID(rawValue: 999)))
            #expect(
                try await scene.texts(
                    "concat_ws(' ', given, channel, topic, source) FROM messaging.consent_events ORDER BY id"
                )
                    == ["f email news page", "f email * page"]
            )
        }
    }
}
