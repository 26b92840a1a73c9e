import API
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Telemetry
import TestSupport
import Tracking

/// A running API process on its own database, with everything a test needs to talk to it.
struct TestServer: Sendable {
    static let writeKey = "test-write-key"
    static let jobKey = "test-job-key-of-some-length"

    let port: Int
    let pool: Pool
    let keyring: Keyring

    /// Starts a server, passes it to the test, and stops it again, whatever happens.
    ///
    /// - Parameter isPatient: its requests wait for each other without limit, even on a busy machine.
    static func run(
        redirectHosts: Set<String> = [],
        on pool: Pool? = nil,
        isPatient: Bool = false,
        observer: Observer = .silent,
        _ body: (TestServer) async throws -> Void
    ) async throws {
        var configuration = API.Configuration(port: 0, writeKeys: [writeKey])
        configuration.redirectHosts = redirectHosts
        configuration.jobKeys = [jobKey]
        try await TestDatabase.lend { database in
            // The process has the rights of its role; the test has all rights.
            let sessions = database.pool(as: "relance_api").configuration
            let own = pool ?? Pool(isPatient ? sessions : Server.sessions(sessions), size: 8)
            let keyring = try keyring()
            let (ports, listening) = AsyncStream<Int>.makeStream()
            let server = Server(
                configuration: configuration,
                pool: own,
                keyring: keyring,
                observer: Observer({ observer($0) }, { APIDescription.watch($0) }),
                onListening: { listening.yield($0) }
            )
            let services = ServiceGroup(
                services: [server],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            try await withThrowingTaskGroup { group in
                group.addTask { try await services.run() }
                guard let port = await ports.first(where: { _ in true }) else { return }
                try await body(TestServer(port: port, pool: pool ?? database.pool, keyring: keyring))
                await services.triggerGracefulShutdown()
                try await group.waitForAll()
                await own.close()
            }
        }
    }
}

extension TestServer {
    static func keyring() throws -> Keyring { try Keyring(secrets: [String(repeating: "test secret ", count: 4)]) }

    /// A pool for a database that does not exist.
    static func awayPool() throws -> Pool {
        Pool(try Postgres.Configuration("host=127.0.0.1 port=1 dbname=nowhere"), size: 1)
    }
}

// MARK: Requests

extension TestServer {
    func send(_ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8] = []) async throws
        -> Reply
    {
        try await RawHTTP(port: port).send(method, path, headers: headers, body: body)
    }

    func get(_ path: String, headers: [String: String] = ["User-Agent": Self.browser]) async throws -> Reply {
        try await send("GET", path, headers: headers)
    }

    /// Posts with the write key, unless `headers` say otherwise.
    func post(_ path: String, json: String, headers: [String: String] = [:]) async throws -> Reply {
        let usual = ["Content-Type": "application/json", "Authorization": Self.authorization(Self.writeKey)]
        return try await send("POST", path, headers: usual.merging(headers) { $1 }, body: Array(json.utf8))
    }

    /// Enqueues with the job key.
    func enqueue(_ json: String, key: String? = nil) async throws -> Reply {
        var headers = ["Authorization": "Bearer \(Self.jobKey)"]
        if let key { headers["Idempotency-Key"] = key }
        return try await post("/v1/jobs", json: json, headers: headers)
    }

    func post(_ path: String, form: String, headers: [String: String] = [:]) async throws -> Reply {
        let usual = ["Content-Type": "application/x-www-form-urlencoded"]
        return try await send("POST", path, headers: usual.merging(headers) { $1 }, body: Array(form.utf8))
    }

    static func authorization(_ key: String) -> String { "Basic " + Data("\(key):".utf8).base64EncodedString() }

    static let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
}

// MARK: The database

extension TestServer {
    /// The only value of a query, as text.
    func value(_ sql: String) async throws -> String? {
        try await pool.query("SELECT (\(sql))::text AS value").first?.optionalText("value")
    }
}
