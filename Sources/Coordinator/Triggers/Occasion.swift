import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// The transaction that takes changes, in which the workflows that ask about them react.
struct Occasion {
    let term: Int64
    let now: Date
    let walk: Walk
    let connection: Connection
    let observe: Observer

    /// To all changes at once; if the database refuses that, to each alone, and what it refuses alone is put aside: neither
    /// other changes nor other workflows wait for it.
    func react(of workflow: AppliedWorkflow, to changes: [CapturedChange]) async throws -> [EnrollmentAnswer] {
        switch try await attempt(of: workflow, to: changes) {
        case .success(let answers): return answers
        case .failure(let error):
            observe(.faltered(service: "triggers of \(workflow.id.name)", cause: cause(of: error)))
            return try await reactToEach(of: changes, by: workflow)
        }
    }

    /// A savepoint for each change: rare, and the only way to learn which one it is.
    private func reactToEach(of changes: [CapturedChange], by workflow: AppliedWorkflow) async throws
        -> [EnrollmentAnswer]
    {
        var answers: [EnrollmentAnswer] = []
        var failures: [(change: CapturedChange, error: String)] = []
        for change in changes {
            switch try await attempt(of: workflow, to: [change]) {
            case .success(let some): answers += some
            case .failure(let error): failures.append((change, error.description))
            }
        }
        _ = try await connection.run(PutChangesAside(failures, owedBy: workflow.id.name))
        return answers
    }

    /// A failure is what the database refuses; whatever else goes wrong is thrown.
    private func attempt(of workflow: AppliedWorkflow, to changes: [CapturedChange]) async throws
        -> Result<[EnrollmentAnswer], PostgresError>
    {
        let reaction = Reaction(of: workflow, to: Changes(changes), on: self)
        do {
            return .success(try await connection.savepoint { _ in try await reaction.run() })
        } catch let error as PostgresError where error.isRefusal && !error.isTermOver {
            return .failure(error)
        }
    }
}
