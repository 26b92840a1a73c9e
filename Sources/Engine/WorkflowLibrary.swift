package import Automation
package import Postgres
package import Store
import Synchronization

/// The workflows in use. A version never changes, so it is read once for as long as it is used.
package final class WorkflowLibrary: Sendable {
    /// In versions: more than a workspace runs at a time.
    private let known = Mutex(BoundedCache<WorkflowVersion, Interpreter>(limit: 2000))

    package init() {}

    /// Throws an error of kind `.decoding` if the database has no such version, or one that cannot be read here.
    package func workflow(_ id: WorkflowVersion, on connection: Connection) async throws -> Interpreter {
        if let interpreter = known.withLock({ $0.value(for: id) }) { return interpreter }
        guard let definition = try await connection.first(ReadWorkflowVersion(id)) else {
            throw PostgresError(.decoding, "version \(id.version) of workflow \"\(id.name)\" is not in the database")
        }
        let interpreter = Interpreter(definition)
        known.withLock { $0.keep(interpreter, for: id) }
        return interpreter
    }
}
