import HTTPTypes
import Postgres
import Telemetry
import TestSupport
import Testing
import Tracking

@testable import API

/// `openapi.yaml` and the API say the same. (`TestServer` holds each answer of every test to it as well.)
struct DescriptionTests {
    @Test func `the description is served, and names the paths and methods of the routes`() async throws {
        let handler = RequestHandler(
            configuration: .init(writeKeys: []),
            pool: try TestServer.awayPool(),
            readiness: try TestServer.awayPool(),
            keyring: try TestServer.keyring(),
            observe: .silent,
            metrics: { "" }
        )
        let routes = handler.routes.flatMap { route in route.methods.map { "\($0.rawValue) \(route.path)" } }

        #expect(Set(routes) == (try APIDescription.shared.get().operations))
        #expect(Set(routes).count == routes.count)
        try await TestServer.run { server in
            let reply = try await server.get("/openapi.yaml")
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "application/yaml")
            #expect(reply.text == (try OpenAPIDocument.text()))
        }
    }

    /// Not by reading the code: each status is brought about.
    @Test func `every status that is described is one that can be met`() async throws {
        var met: Set<APIDescription.Answer> = []
        try await TestServer.run(redirectHosts: ["example.com"]) { server in
            met.formUnion(try await Self.meetings(with: server))
        }
        try await TestServer.run(on: try TestServer.awayPool()) { server in
            met.formUnion(try await Self.meetings(with: server))
        }

        let missed = try APIDescription.shared.get().answers.subtracting(met)
        #expect(missed.isEmpty, "\(missed.map(\.description).sorted())")
    }
}

extension DescriptionTests {
    /// A request: method, the path as described, and as it is sent.
    private struct Sending {
        let method: String
        let path: String
        var sent: String
        var headers: [String: String] = [:]
        var body = ""
    }

    private static func meetings(with server: TestServer) async throws -> Set<APIDescription.Answer> {
        let isAway = try await server.get("/readyz").status != 200
        let tokens = isAway ? Tokens(server.keyring) : try await Tokens(server.keyring, in: server.pool)
        var met: Set<APIDescription.Answer> = []
        for sending in calls + forms + secrets + tokens.sendings + machines {
            let reply = try await server.send(
                sending.method,
                sending.sent,
                headers: sending.headers,
                body: Array(sending.body.utf8)
            )
            met.insert(.init(path: sending.path, method: sending.method, status: reply.status))
        }
        guard !isAway else { return met }
        met.formUnion(try await underWay(at: server))
        return met
    }

    private static let json = ["Content-Type": "application/json"]
    private static let known = json.merging(["Authorization": TestServer.authorization(TestServer.writeKey)]) { $1 }
    private static let secret = json.merging(["Authorization": "Bearer \(TestServer.jobKey)"]) { $1 }
    private static let large = String(repeating: "x", count: 600_000)

    /// Taken, unreadable, without a key, too large, of a strange kind.
    private static func usual(_ path: String, _ headers: [String: String], _ body: String) -> [Sending] {
        let strange = headers.merging(["Content-Type": "application/xml"]) { $1 }
        return [
            Sending(method: "POST", path: path, sent: path, headers: headers, body: body),
            Sending(method: "POST", path: path, sent: path, headers: headers, body: "{"),
            Sending(method: "POST", path: path, sent: path, headers: json, body: body),
            Sending(method: "POST", path: path, sent: path, headers: headers, body: "{\"a\": \"\(large)\"}"),
            Sending(method: "POST", path: path, sent: path, headers: strange, body: body),
        ]
    }

    private static var calls: [Sending] {
        Endpoint.allCases.flatMap { endpoint in
            let message = #"{"userId": "u1", "event": "e", "groupId": "g", "previousId": "p", "type": "track"}"#
            return usual("/v1/\(endpoint)", known, endpoint == .batch ? #"{"batch": [\#(message)]}"# : message)
        }
    }

    private static var forms: [Sending] {
        var sendings = usual("/v1/forms/{name}", known, #"{"email": "ada@example.org"}"#)
        sendings.append(sendings[0])
        sendings[sendings.count - 1].body = #"{"email": "ada@example.org", "redirect": "https://example.com/"}"#
        for index in sendings.indices { sendings[index].sent = "/v1/forms/ebook" }
        var strange = sendings[0]
        strange.sent = "/v1/forms/%20"
        return sendings + [strange]
    }

    private static let mail = #"{"queue": "email", "kind": "send_email", "payload": {"contact": 1, "email": "hello"}}"#

    private static var secrets: [Sending] {
        let keyed = secret.merging(["Idempotency-Key": "order-1"]) { $1 }
        return usual("/v1/jobs", secret, mail)
            + [
                Sending(method: "POST", path: "/v1/jobs", sent: "/v1/jobs", headers: keyed, body: mail),
                Sending(method: "POST", path: "/v1/jobs", sent: "/v1/jobs", headers: keyed, body: #"{"jobs": []}"#),
            ] + usual("/v1/contacts/merge", secret, #"{"survivor": "ada@example.org", "other": "u1"}"#)
    }

    private static var machines: [Sending] {
        ["/livez", "/readyz", "/metrics", "/openapi.yaml"].flatMap { path in
            ["GET", "HEAD"].map { Sending(method: $0, path: path, sent: path) }
        }
    }

    /// The same request again, while its twin's transaction is open.
    private static func underWay(at server: TestServer) async throws -> Set<APIDescription.Answer> {
        try await server.pool.withConnection { twin in
            try await twin.execute("BEGIN")
            _ = try await twin.query(
                "SELECT * FROM queue.enqueue_once($1, 'order-2', $2)",
                [.text(TestServer.jobKey), .json("[\(mail)]")]
            )
            let status = try await server.enqueue(mail, key: "order-2").status
            try await twin.execute("ROLLBACK")
            return [.init(path: "/v1/jobs", method: "POST", status: status)]
        }
    }

    /// The links of a message that was sent, and forged ones.
    private struct Tokens {
        let click, open, unsubscribe: String

        init(_ keyring: Keyring) {
            click = keyring.sign(.click(delivery: 7, link: 1))
            open = keyring.sign(.open(delivery: 7))
            unsubscribe = keyring.sign(.unsubscribe(contact: 1, topic: nil))
        }

        init(_ keyring: Keyring, in pool: Pool) async throws {
            self.init(keyring)
            try await ReactionsTests.sendOne(in: pool)
        }

        var sendings: [Sending] {
            let reads = ["GET", "HEAD"].flatMap { method in
                [("c", click), ("c", "x"), ("o", open), ("o", "x"), ("u", unsubscribe), ("u", "x")].map { room, token in
                    Sending(method: method, path: "/\(room)/{token}", sent: "/\(room)/\(token)")
                }
            }
            return reads
                + [unsubscribe, "x"].map { Sending(method: "POST", path: "/u/{token}", sent: "/u/\($0)") }
        }
    }
}
