package import Automation
package import Postgres
package import Store
import Synchronization

/// The workflows in use, read once for each version: a version never changes.
package final class WorkflowLibrary: Sendable {
    private let known = Mutex<[WorkflowVersion: Interpreter]>([:])

    package init() {}

    /// Throws an error of the kind `.decoding` when the database has no such version, or one that cannot be read here.
    package func workflow(_ id: WorkflowVersion, on connection: Connection) async throws -> Interpreter {
        if let interpreter = known.withLock({ $0[id] }) { return interpreter }
        guard let definition = try await connection.first(ReadWorkflowVersion(id)) else {
            throw PostgresError(.decoding, "version \(id.version) of workflow \"\(id.name)\" is not in the database")
        }
        let interpreter = Interpreter(definition)
        known.withLock { $0[id] = interpreter }
        return interpreter
    }
}
