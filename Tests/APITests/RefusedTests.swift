import Postgres
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import API

/// Only syntax, size and key can fail a request. Values that cannot be kept are listed, and the rest is stored.
struct RefusedTests {
    private static let listed = """
        SELECT string_agg(concat_ws('; ', door, message, contact_id, field, why, value), ' | ' ORDER BY id) FROM crm.refused
        """

    @Test func `of fifty people, the one with a broken score comes without it`() async throws {
        let heard = Heard()
        try await TestServer.run(observer: Observer(heard.read)) { server async throws in
            let people = (1...50).map {
                #"{"type": "identify", "messageId": "m\#($0)", "userId": "u\#($0)", "traits": {"city": "Lyon", "score": \#($0 == 7 ? "87.5" : "50.0")}}"#
            }
            let reply = try await server.post("/v1/batch", json: #"{"batch": [\#(people.joined(separator: ","))]}"#)

            #expect((reply.status, reply.text) == (200, #"{"success":true}"#))
            #expect(try await server.value("SELECT count(*) FROM crm.contacts WHERE city = 'Lyon'") == "50")
            #expect(try await server.value("SELECT count(*) FROM crm.contacts WHERE score = 50") == "49")
            #expect(
                try await server.value(
                    "SELECT concat_ws('; ', door, message, field, why, value) FROM crm.refused WHERE contact_id > 0"
                ) == "api; m7; score; not a whole number; 87.5"
            )
            #expect(heard.refusals == ["api 1"])
        }
    }

    @Test(arguments: [
        (#"{"type": "identify", "userId": "u", "traits": {"email": "a b@c"}}"#, "email; not an e-mail address; a b@c"),
        (
            #"{"type": "identify", "userId": "u", "traits": {"firstName": true}}"#,
            "firstName; expected one value, found true or false; true"
        ),
        (
            #"{"type": "group", "userId": "u", "groupId": "g", "traits": {"employee_count": "50-100"}}"#,
            "company.employee_count; not a number; 50-100"
        ),
        (
            #"{"type": "track", "userId": "u", "event": "e", "timestamp": "yesterday"}"#,
            "timestamp; not a moment; the time of receipt counts; yesterday"
        ),
        (
            #"{"type": "wave", "userId": "v"}"#,
            "type; not one of identify, track, page, screen, group, alias; wave"
        ),
        (#"{"type": "track", "event": "e"}"#, "message; its ids name nobody"),
        (#"{"type": "track", "event": "e", "userId": "undefined"}"#, "message; its ids name nobody; undefined"),
        (#""x""#, "message; expected an object, found a text; x"),
    ])
    func `what does not fit is listed, and its neighbour is stored`(message: String, refusal: String) async throws {
        try await TestServer.run { server async throws in
            let neighbour = #"{"type": "track", "userId": "n", "event": "here"}"#
            #expect(try await server.post("/v1/batch", json: #"{"batch": [\#(message), \#(neighbour)]}"#).status == 200)
            #expect(try await server.value("SELECT count(*) FROM crm.events WHERE name = 'here'") == "1")
            #expect(
                try await server.value("SELECT string_agg(concat_ws('; ', field, why, value), ' | ') FROM crm.refused")
                    == refusal
            )
        }
    }

    private static let declared = """
        INSERT INTO crm.properties (object, name, type, options) VALUES
            ('contact', 'vip', 'boolean', NULL), ('contact', 'persona', 'choice', '{buyer}'),
            ('contact', 'renewal_date', 'date', NULL)
        """

    @Test(arguments: [
        (
            "api", "/v1/identify",
            #"{"userId": "u", "traits": {"id": 5, "vip": 1, "persona": "martian", "renewalDate": "31/12/2026"}}"#
        ),
        (
            "form", "/v1/forms/demo",
            #"{"email": "a@b.fr", "id": 5, "vip": 1, "persona": "martian", "renewalDate": "31/12/2026"}"#
        ),
    ])
    func `each door brings values to their types, and lists what does not fit`(door: String, path: String, json: String)
        async throws
    {
        try await TestServer.run { server async throws in
            try await server.pool.execute(Self.declared)
            #expect(try await server.post(path, json: json).status == 200)
            #expect(
                try await server.value("SELECT concat_ws(' ', id, properties) FROM crm.contacts")
                    == #"1 {"vip": true, "given_id": 5}"#
            )
            #expect(
                try await server.value(
                    "SELECT string_agg(concat_ws('; ', door, field, why, value), ' | ' ORDER BY field) FROM crm.refused"
                )
                    == "\(door); persona; not one of buyer; martian | \(door); renewalDate; not a date; write it as 2026-12-31; 31/12/2026"
            )
        }
    }

    @Test func `of a long value that does not fit the beginning is listed`() async throws {
        try await TestServer.run { server async throws in
            let json = #"{"userId": "u", "traits": {"score": "\#(String(repeating: "x", count: 300))"}}"#
            #expect(try await server.post("/v1/identify", json: json).status == 200)
            #expect(try await server.value("SELECT value FROM crm.refused") == String(repeating: "x", count: 80))
        }
    }

    @Test func `a message that is too large is listed, and the others of its batch are stored`() async throws {
        try await TestServer.run { server async throws in
            let large =
                #"{"type": "track", "userId": "u", "event": "e", "properties": {"x": "\#(String(repeating: "x", count: 33_000))"}}"#
            let batch = #"{"batch": [\#(large), {"type": "track", "userId": "n", "event": "here"}]}"#
            #expect(try await server.post("/v1/batch", json: batch).status == 200)
            #expect(try await server.value("SELECT string_agg(name, ' ') FROM crm.events") == "here")
            #expect(try await server.value("SELECT field FROM crm.refused WHERE why LIKE 'larger than %'") == "message")
        }
    }

    @Test func `a message that is sent again is not listed again`() async throws {
        try await TestServer.run { server async throws in
            let json = #"{"userId": "u", "messageId": "m", "traits": {"score": "many"}}"#
            for _ in 0..<2 { #expect(try await server.post("/v1/identify", json: json).status == 200) }
            #expect(try await server.value("SELECT count(*) FROM crm.refused") == "1")
        }
    }

    @Test(arguments: [
        ("1772352000", "2026-03-01 08:00:00+00"), ("1772352000500", "2026-03-01 08:00:00.5+00"),
        (#""Sun, 01 Mar 2026 09:00:00 +0100""#, "2026-03-01 08:00:00+00"),
    ])
    func `moments are understood however they are written`(timestamp: String, moment: String) async throws {
        try await TestServer.run { server async throws in
            let json = #"{"userId": "u", "event": "e", "timestamp": \#(timestamp)}"#
            #expect(try await server.post("/v1/track", json: json).status == 200)
            let expected = "SELECT occurred_at = least('\(moment)', received_at) FROM crm.events"
            #expect(try await server.value(expected) == "true")
            #expect(try await server.value("SELECT count(*) FROM crm.refused") == "0")
        }
    }

    @Test(.row("L2", "L3")) func `the API may move a stage back, and clear it; a form may not, and it is said`()
        async throws
    {
        try await TestServer.run { server async throws in
            func say(_ stage: String) async throws -> String? {
                let json = #"{"userId": "u", "traits": {"lifecycleStage": \#(stage), "email": "a@b.fr"}}"#
                #expect(try await server.post("/v1/identify", json: json).status == 200)
                return try await server.value("SELECT lifecycle_stage FROM crm.contacts")
            }
            #expect(try await say(#""MQL""#) == "mql")
            #expect(try await say(#""subscriber""#) == "subscriber")
            #expect(try await say("null") == nil)
            #expect(try await say(#""customer""#) == "customer")

            let form = #"{"email": "a@b.fr", "lifecycle_stage": "lead"}"#
            #expect(try await server.post("/v1/forms/demo", json: form).status == 200)
            #expect(try await server.value("SELECT lifecycle_stage FROM crm.contacts") == "customer")
            #expect(
                try await server.value(Self.listed)
                    == "form; 1; lifecycle_stage; a form only moves the stage forward; lead"
            )
        }
    }

    @Test func `a form that names nobody is answered with the field, and listed`() async throws {
        try await TestServer.run { server async throws in
            let reply = try await server.post("/v1/forms/demo", json: #"{"email": "nobody", "city": "Lyon"}"#)
            #expect(reply.status == 400 && reply.text.contains("email: not an e-mail address"))
            #expect(
                try await server.value("SELECT string_agg(field, ' ' ORDER BY id) FROM crm.refused") == "email message"
            )
        }
    }
}

/// The observations of values that were left out.
private final class Heard: Sendable {
    private let lines = Mutex<[String]>([])

    func read(_ observation: Observation) {
        guard case .leftOut(let door, let count) = observation else { return }
        lines.withLock { $0.append("\(door) \(count)") }
    }

    var refusals: [String] { lines.withLock { $0 } }
}
