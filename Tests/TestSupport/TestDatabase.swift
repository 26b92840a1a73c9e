package import Foundation
package import Postgres
import Store

/// A migrated database for one test: cloned from a template, and dropped afterward.
///
/// The server is a throwaway one whose superuser the tests may use. `deploy/test` starts it and sets its address in
/// `RELANCE_TEST_POSTGRES`.
package struct TestDatabase: Sendable {
    package let configuration: Configuration
    package let pool: Pool
    private let name: String

    /// The address of the tests' server, as conninfo.
    package static var server: String {
        ProcessInfo.processInfo.environment["RELANCE_TEST_POSTGRES"] ?? "dbname=postgres"
    }

    /// A pool on the same database whose sessions see a fixed present and have the rights of a role.
    package func pool(at now: Date? = nil, as role: String? = nil, size: Int = 4) -> Pool {
        var settings: [String: String] = [:]
        settings["relance.now"] = now.flatMap { Timestamp.text(of: $0) }
        settings["role"] = role
        return Pool(configuration.with(settings: settings), size: size)
    }

    /// The conninfo of this database, for processes that a test starts.
    package var conninfo: String { "\(Self.server) dbname=\(name)" }

    /// Lends a fresh database for the duration of `body`.
    package static func lend<T>(_ body: (TestDatabase) async throws -> T) async throws -> T {
        // Swift Testing starts every test at once, and the server would refuse that many connections.
        await Turnstile.databases.enter()
        let result: Result<T, any Error>
        do { result = .success(try await borrow(body)) } catch { result = .failure(error) }
        await Turnstile.databases.leave()
        return try result.get()
    }

    private static func borrow<T>(_ body: (TestDatabase) async throws -> T) async throws -> T {
        let database = try await make()
        do {
            let value = try await body(database)
            await database.drop()
            return value
        } catch {
            await database.drop()
            throw error
        }
    }

    /// The conninfo of a database that is not there yet, until `body` makes it.
    package static func lendName<T>(_ body: (_ name: String, _ conninfo: String) async throws -> T) async throws -> T {
        let name = freshName()
        let result: Result<T, any Error>
        do { result = .success(try await body(name, "\(server) dbname=\(name)")) } catch { result = .failure(error) }
        try? await Template.withServer { try await $0.execute("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }
        return try result.get()
    }

    /// Creates it, empty.
    package static func create(_ name: String) async throws {
        try await Template.withServer { try await $0.execute("CREATE DATABASE \(name)") }
    }

    private static func freshName() -> String {
        "test_\(UUID().uuidString.prefix(13).lowercased().replacing("-", with: ""))"
    }

    private static func make() async throws -> TestDatabase {
        let template = try await Template.shared.name()
        let name = freshName()
        try await Template.withServer { try await $0.execute("CREATE DATABASE \(name) TEMPLATE \(template)") }
        let configuration = try Configuration(server).with(database: name)
        return TestDatabase(configuration: configuration, pool: Pool(configuration, size: 8), name: name)
    }

    private init(configuration: Configuration, pool: Pool, name: String) {
        (self.configuration, self.pool, self.name) = (configuration, pool, name)
    }

    private func drop() async {
        await pool.close()
        try? await Template.withServer { try await $0.execute("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }
    }
}

/// The migrated database from which every test's database is cloned, created once per process.
private actor Template {
    static let shared = Template()
    private var making: Task<String, any Error>?

    func name() async throws -> String {
        if let making { return try await making.value }
        // One process may run many suites at once; all of them wait for the same template.
        let task = Task {
            let name = "template_\(ProcessInfo.processInfo.processIdentifier)"
            try await Self.withServer { server in
                try await server.execute("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
                try await server.execute("CREATE DATABASE \(name)")
            }
            let connection = try await Connection.open(try Configuration(TestDatabase.server).with(database: name))
            _ = try await Migrator(connection).migrate(daysAhead: 2)
            try await Self.plant(in: connection)
            await connection.close()
            return name
        }
        making = task
        return try await task.value
    }

    /// For `deploy/plant`: a deliberate mistake that the tests must notice.
    private static func plant(in connection: Connection) async throws {
        guard let path = ProcessInfo.processInfo.environment["RELANCE_TEST_PLANT"] else { return }
        let fault = URL(filePath: path)
        for file in [fault.deletingLastPathComponent().appending(path: "plant.sql"), fault] {
            do { try await connection.execute(String(contentsOf: file, encoding: .utf8)) } catch {
                fatalError("\(file.lastPathComponent) could not be planted: \(error)")
            }
        }
    }

    static func withServer<T: Sendable>(_ body: (Connection) async throws -> T) async throws -> T {
        let connection = try await Connection.open(try Configuration(TestDatabase.server))
        let result: Result<T, any Error>
        do { result = .success(try await body(connection)) } catch { result = .failure(error) }
        await connection.close()
        return try result.get()
    }
}
