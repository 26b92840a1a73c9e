import Foundation
import Postgres
import Store

/// Looks at the database, and at everything that depends on it.
struct DatabaseChecks {
    let composition: Composition

    func findings() async -> [Finding] {
        do {
            let connection = try await composition.connection(application: "doctor")
            let findings = await findings(on: connection)
            await connection.close()
            return findings
        } catch {
            return [.fail("database", "\(error)", help: Self.help)]
                + ["schema", "rights", "clock", "health"].map { .skipped($0, because: "no database") }
        }
    }

    private static let help = """
        Check database.url (RELANCE_DATABASE_URL), that PostgreSQL runs, and that its pg_hba.conf and firewalls let \
        this machine in.
        """

    private func findings(on connection: Connection) async -> [Finding] {
        let server = await looking(at: "database") { try await serverFindings(connection) }
        let schema = await looking(at: "schema") { [try await schemaFinding(connection)] }
        let rights = await looking(at: "rights") { [try await connection.one(ReadUser()).finding] }
        let clock = await looking(at: "clock") { try await clockFindings(connection) }
        let isSchemaFit = schema.allSatisfy { $0.state == .ok }
        let health = isSchemaFit ? await healthFindings(connection) : [.skipped("health", because: "see schema")]
        return server + schema + rights + clock + health
    }

    /// What cannot be looked at is a finding as well, and stops no other.
    private func looking(at check: String, _ look: () async throws -> [Finding]) async -> [Finding] {
        do { return try await look() } catch let error as PostgresError where error.sqlstate == Self.forbidden {
            let help = "Run relance doctor as the owner of the tables, or as a member of relance_operator."
            return [.skipped(check, because: "this user may not read it", help: help)]
        } catch {
            return [.fail(check, "\(error)", help: "Try again; PostgreSQL's own log may say more.")]
        }
    }

    /// insufficient_privilege
    private static let forbidden = "42501"

    /// The second answer is timed: the first prepares the statement.
    private func serverFindings(_ connection: Connection) async throws -> [Finding] {
        _ = try await connection.one(ReadServer())
        let began = ContinuousClock.now
        let facts = try await connection.one(ReadServer())
        return facts.findings(away: .now - began)
    }

    private func schemaFinding(_ connection: Connection) async throws -> Finding {
        do {
            return .schema(installed: try await SchemaVersion.read(from: connection), known: try SchemaVersion.known())
        } catch let unfit as UnfitSchema { return .schema(unfit) }
    }

    private func clockFindings(_ connection: Connection) async throws -> [Finding] {
        let before = Date()
        let facts = try await connection.one(CompareClocks())
        return facts.findings(between: before, and: Date())
    }

    private func healthFindings(_ connection: Connection) async -> [Finding] {
        await looking(at: "health") { Finding.health(try await OperatorCall.health.run(on: connection)) }
    }
}
