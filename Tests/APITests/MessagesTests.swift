import Automation
import Testing

@testable import API

struct MessagesTests {
    @Test func `an identify makes a contact, and the next one changes it`() async throws {
        try await TestServer.run { server in
            let first = try await server.post(
                "/v1/identify",
                json: #"{"userId": "u", "traits": {"email": "a@b.fr", "firstName": "Ann", "plan": "pro"}}"#
            )
            let second = try await server.post(
                "/v1/identify",
                json: #"{"userId": "u", "traits": {"firstName": "Anna", "plan": null, "lifecycle_stage": "lead"}}"#
            )

            #expect((first.status, first.text) == (200, #"{"success":true}"#))
            #expect(second.status == 200)
            #expect(
                try await server.value("SELECT (email, first_name, lifecycle_stage, properties) FROM crm.contacts")
                    == "(a@b.fr,Anna,lead,{})"
            )
        }
    }

    @Test func `a visitor's views are those of the contact the visitor becomes`() async throws {
        try await TestServer.run { server in
            let reply = try await server.post(
                "/v1/batch",
                json: #"""
                    {"batch": [
                      {"type": "page", "anonymousId": "v", "properties": {"path": "/pricing"}},
                      {"type": "identify", "anonymousId": "v", "userId": "u", "traits": {"email": "a@b.fr"}},
                      {"type": "track", "userId": "u", "event": "Trial Started", "properties": {"plan": "pro"}},
                      {"type": "screen", "userId": "u", "name": "Home"},
                      {"type": "group", "userId": "u", "groupId": "g", "traits": {"name": "Acme", "employees": 250}}]}
                    """#
            )

            #expect(reply.status == 200)
            #expect(try await server.value("SELECT count(*) FROM crm.contacts") == "1")
            #expect(
                try await server.value("SELECT string_agg(name || properties, ' ' ORDER BY id) FROM crm.events")
                    == #"page_viewed{"path": "/pricing"} Trial Started{"plan": "pro"} screen_viewed{"name": "Home"}"#
            )
            #expect(
                try await server.value(
                    "SELECT (company.name, employees) FROM crm.contacts JOIN crm.companies AS company ON company.id = company_id"
                )
                    == "(Acme,250)"
            )
        }
    }

    @Test func `a message id is taken in once, in one batch and across requests`() async throws {
        try await TestServer.run { server async throws in
            let message = #"{"type": "track", "userId": "u", "event": "e", "messageId": "m"}"#
            let batch = #"{"batch": [\#(message), \#(message)]}"#

            for _ in 0..<2 { #expect(try await server.post("/v1/batch", json: batch).status == 200) }

            #expect(try await server.value("SELECT count(*) FROM crm.events") == "1")
        }
    }

    @Test(arguments: ["5\r\n{\"a\":\r\nzz\r\n", "zz\r\n\r\n"])
    func `a body in broken pieces is the sender's mistake`(body: String) async throws {
        try await TestServer.run { server in
            let head = [
                "POST /v1/track HTTP/1.1", "Host: localhost", "Connection: close", "Transfer-Encoding: chunked",
                "Authorization: \(TestServer.authorization(TestServer.writeKey))", "", "",
            ]
            let reply = try await RawHTTP(port: server.port).exchange(
                Array((head.joined(separator: "\r\n") + body).utf8)
            )

            #expect(reply.status == 400)
            #expect(try await server.value("SELECT count(*) FROM crm.contacts") == "0")
        }
    }

    @Test func `the moment of an event is corrected by how far the sender's clock is off`() async throws {
        try await TestServer.run { server in
            _ = try await server.post(
                "/v1/track",
                json: #"""
                    {"userId": "u", "event": "e", "timestamp": "2031-01-01T08:59:00Z", "sentAt": "2031-01-01T09:00:00Z"}
                    """#
            )
            _ = try await server.post(
                "/v1/track",
                json: #"{"userId": "u", "event": "future", "timestamp": "2090-01-01T00:00:00Z"}"#
            )
            _ = try await server.post(
                "/v1/track",
                json: #"{"userId": "u", "event": "past", "timestamp": "2020-01-01T00:00:00Z"}"#
            )

            #expect(
                try await server.value("SELECT received_at - occurred_at = '1 minute' FROM crm.events WHERE name = 'e'")
                    == "true"
            )
            #expect(
                try await server.value("SELECT received_at = occurred_at FROM crm.events WHERE name = 'future'")
                    == "true"
            )
            #expect(
                try await server.value("SELECT occurred_at FROM crm.events WHERE name = 'past'")
                    == "2020-01-01 00:00:00+00"
            )
        }
    }

    @Test func `the write key is asked for, in the header or in the body`() async throws {
        try await TestServer.run { server in
            let message = #"{"userId": "u", "event": "e"}"#
            let withKey = #"{"userId": "u", "event": "e", "writeKey": "\#(TestServer.writeKey)"}"#

            let wrong = try await server.post(
                "/v1/track",
                json: message,
                headers: ["Authorization": TestServer.authorization("x")]
            )
            let none = try await server.send("POST", "/v1/track", body: Array(message.utf8))
            let inBody = try await server.send(
                "POST",
                "/v1/t",
                headers: ["Content-Type": "text/plain"],
                body: Array(withKey.utf8)
            )

            #expect(wrong.status == 401 && none.status == 401)
            #expect(wrong.headers["www-authenticate"] == #"Basic realm="relance", charset="UTF-8""#)
            #expect(inBody.status == 200)
            #expect(try await server.value("SELECT count(*) FROM crm.events") == "1")
        }
    }

    @Test func `gzip is understood; a bomb, broken gzip and other encodings are refused`() async throws {
        try await TestServer.run { server async throws in
            func post(_ body: [UInt8], _ encoding: String) async throws -> Int {
                let headers = [
                    "Authorization": TestServer.authorization(TestServer.writeKey), "Content-Encoding": encoding,
                ]
                return try await server.send("POST", "/v1/track", headers: headers, body: body).status
            }

            #expect(try await post(Gzip.stored(Array(#"{"userId": "u", "event": "e"}"#.utf8)), "gzip") == 200)
            #expect(try await post(Gzip.bomb(megabytes: 10), "gzip") == 413)
            #expect(try await post([1, 2, 3], "gzip") == 400)
            #expect(try await post([1, 2, 3], "br") == 415)
            #expect(try await server.value("SELECT count(*) FROM crm.events") == "1")
        }
    }

    @Test func `bodies beyond the limits are refused before they are held`() async throws {
        try await TestServer.run { server async throws in
            let endless = "POST /v1/batch HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 900000000\r\n\r\n"
            let long = String(repeating: "x", count: 33_000)

            #expect(try await RawHTTP(port: server.port).exchange(Array(endless.utf8)).status == 413)
            #expect(try await server.post("/v1/track", json: String(repeating: " ", count: 500_001)).status == 413)
            #expect(
                try await server.post("/v1/track", json: #"{"userId":"u","event":"e","properties":{"x":"\#(long)"}}"#)
                    .status == 413
            )
        }
    }

    @Test func `what is not JSON is refused with its place, and nothing of it is repeated`() async throws {
        try await TestServer.run { server in
            let reply = try await server.post("/v1/track", json: #"{"userId": "secret@b.fr", }"#)

            #expect(reply.status == 400)
            #expect(reply.text.contains("line 1, column 27: expected a name in quotes"))
            #expect(!reply.text.contains("secret"))
            #expect(try await server.post("/v1/track", json: "{}", headers: ["Content-Type": "text/xml"]).status == 415)
        }
    }

    @Test func `unknown paths, methods and browsers' questions have their answers`() async throws {
        try await TestServer.run { server in
            let wrongMethod = try await server.get("/v1/track")
            let preflight = try await server.send("OPTIONS", "/v1/track")

            #expect(try await server.get("/nothing").status == 404)
            #expect(try await server.post("/v1/nothing", json: "{}").status == 404)
            #expect((wrongMethod.status, wrongMethod.headers["allow"]) == (405, "POST"))
            #expect((preflight.status, preflight.headers["access-control-allow-methods"]) == (204, "POST"))
        }
    }

    @Test func `twenty requests about the same new person make one contact`() async throws {
        try await TestServer.run(isPatient: true) { server in
            let statuses = try await withThrowingTaskGroup { group in
                for number in 0..<20 {
                    group.addTask {
                        try await server.post(
                            "/v1/identify",
                            json: #"{"userId": "u\#(number % 4)", "traits": {"email": "A@b.fr", "n\#(number)": 1}}"#
                        ).status
                    }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }

            #expect(statuses == [200])
            #expect(try await server.value("SELECT count(*) FROM crm.contacts") == "1")
            #expect(try await server.value("SELECT count(*) FROM crm.contacts, jsonb_object_keys(properties)") == "20")
            #expect(try await server.value("SELECT count(*) FROM crm.identities") == "4")
        }
    }

    @Test func `batches that cross each other do not deadlock`() async throws {
        try await TestServer.run(isPatient: true) { server async throws in
            let people = (0..<30).map {
                #"{"type": "identify", "userId": "u\#($0)", "traits": {"email": "p\#($0)@b.fr"}}"#
            }
            let forward = #"{"batch": [\#(people.joined(separator: ","))]}"#
            let backward = #"{"batch": [\#(people.reversed().joined(separator: ","))]}"#

            try await withThrowingTaskGroup { group in
                for number in 0..<8 {
                    group.addTask { () async throws in
                        #expect(
                            try await server.post("/v1/batch", json: number.isMultiple(of: 2) ? forward : backward)
                                .status == 200
                        )
                    }
                }
                try await group.waitForAll()
            }

            #expect(try await server.value("SELECT count(*) FROM crm.contacts") == "30")
        }
    }
}
