import Hummingbird
import Postgres
import Store

extension RequestHandler {
    /// `GET /readyz`: whether requests sent here now would be served. `GET /livez` only says that the process is there.
    func sayWhetherReady() async throws -> Response {
        guard !presence.hasLeft else { throw Problem.unavailable("shutting down") }
        do {
            try await readiness.withConnection { connection in try await SchemaVersion.require(on: connection) }
        } catch let schema as UnfitSchema {
            throw Problem.unavailable(schema.description)
        } catch let error as PostgresError {
            // Not observed as a fault: probes ask every few seconds, and the pool already logs that the database is away.
            throw Problem(behind: error)
        }
        return .text("ready\n")
    }
}
