import HTTPTypes
import Hummingbird
import Postgres
import Telemetry
import TestSupport
import Testing
import Tracking

@testable import API

struct HealthTests {
    @Test func `a process is ready when the database has the schema it needs`() async throws {
        try await TestServer.run { server in
            #expect(try await server.get("/livez").status == 200)
            #expect(try await server.get("/readyz").status == 200)

            _ = try await server.pool.query(
                "DELETE FROM relance.migrations WHERE version = (SELECT max(version) FROM relance.migrations)"
            )
            let behind = try await server.get("/readyz")

            #expect(behind.status == 503)
            #expect(behind.text.contains("relance migrate"))
            #expect(try await server.get("/livez").status == 200)
        }
    }

    @Test func `a port that somebody else has is told with its settings`() async throws {
        try await TestServer.run { first in
            let second = Server(
                configuration: API.Configuration(port: first.port, writeKeys: ["k"]),
                pool: first.pool,
                keyring: first.keyring
            )
            let failure = await #expect(throws: CannotListen.self) { try await second.run() }

            #expect(
                failure?.description
                    == "cannot listen on 127.0.0.1:\(first.port) (api.host, api.port): Address already in use"
            )
        }
    }

    @Test func `without its database it asks to come back later`() async throws {
        try await TestServer.run(on: TestServer.awayPool()) { server in
            let ready = try await server.get("/readyz")
            let message = try await server.post("/v1/track", json: #"{"userId": "u", "event": "e"}"#)
            let click = try await server.get("/c/\(server.keyring.sign(.click(delivery: 7, link: 1)))")

            #expect(ready.status == 503)
            #expect((message.status, message.headers["retry-after"]) == (503, "5"))
            #expect(click.status == 503)
            #expect(try await server.get("/livez").status == 200)
        }
    }

    @Test func `requests are counted under their route, which holds nothing of their own`() async throws {
        let routes = [
            ("/v1/t", "/v1/track"), ("/v1/import", "/v1/batch"), ("/v1/forms/ebook", "/v1/forms/{name}"),
            ("/v1/jobs", "/v1/jobs"), ("/c/abc", "/c/{token}"), ("/o/abc.gif", "/o/{token}"), ("/u/abc", "/u/{token}"),
            ("/livez", "/livez"), ("/v1/nothing/of/ours", "none"),
        ]
        let metrics = Metrics()
        try await TestServer.run(on: TestServer.awayPool(), observer: Observer(metrics.read)) { server in
            for (path, _) in routes { _ = try await server.get(path) }
        }
        for (path, route) in routes {
            let counted = metrics.text().split(separator: "\n").filter {
                $0.hasPrefix("relance_ingest_requests_total") && $0.contains("route=\"\(route)\"") && $0.hasSuffix(" 1")
            }
            #expect(counted.count == 1, "\(path)")
        }
    }

    @Test func `a process that shuts down is no longer ready`() async throws {
        try await TestDatabase.lend { database in
            let handler = RequestHandler(
                configuration: API.Configuration(writeKeys: []),
                pool: database.pool,
                readiness: database.pool,
                keyring: try TestServer.keyring(),
                observe: .silent,
                metrics: { "" }
            )
            #expect(try await handler.sayWhetherReady().status == .ok)

            handler.presence.leave()

            await #expect(throws: Problem.unavailable("shutting down")) { try await handler.sayWhetherReady() }
        }
    }
}
