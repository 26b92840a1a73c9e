import Automation
import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// The transaction that takes changes, and in which the workflows that ask about them react.
struct ReactionTransaction {
    let term: Int64
    let now: Date
    let walk: Walk
    let connection: Connection
    let observe: Observer

    /// Reacts to all changes together. If the database refuses that, it reacts to each alone, and puts aside a change
    /// that is refused alone, so that no other change or workflow waits for it.
    func react(of workflow: AppliedWorkflow, to changes: [CapturedChange]) async throws -> [EnrollmentAnswer] {
        switch try await attempt(of: workflow, to: changes) {
        case .success(let answers): return answers
        case .failure(let error) where error.isLockTimeout:
            throw Stuck(contacts: try await stuck(among: changes, of: workflow), error: error)
        case .failure(let error):
            observe(.faltered(service: "triggers of \(workflow.id.name)", cause: cause(of: error)))
            return try await reactToEach(of: changes, by: workflow)
        }
    }

    /// The contacts that `workflow` cannot react to, because another session holds what it must change. Its reactions
    /// to the other contacts here are undone with the transaction.
    private func stuck(among changes: [CapturedChange], of workflow: AppliedWorkflow) async throws -> Set<ContactID> {
        _ = try await connection.run(LimitLockWaits(to: Self.glance))
        var stuck: Set<ContactID> = []
        for (contact, some) in Dictionary(grouping: changes, by: \.contact) {
            if case .failure(let error) = try await attempt(of: workflow, to: some), error.isLockTimeout {
                stuck.insert(contact)
            }
        }
        return stuck
    }

    /// The lock wait for each contact once one is known to be stuck: there may be many.
    private static let glance = Duration.milliseconds(20)

    /// Uses a savepoint for each change. This is rare, and the only way to learn which change is refused.
    private func reactToEach(of changes: [CapturedChange], by workflow: AppliedWorkflow) async throws
        -> [EnrollmentAnswer]
    {
        var answers: [EnrollmentAnswer] = []
        var failures: [(change: CapturedChange, error: String)] = []
        for change in changes {
            switch try await attempt(of: workflow, to: [change]) {
            case .success(let some): answers += some
            case .failure(let error) where error.isLockTimeout: throw Stuck(contacts: [change.contact], error: error)
            case .failure(let error): failures.append((change, error.description))
            }
        }
        _ = try await connection.run(PutChangesAside(failures, owedBy: workflow.id.name))
        return answers
    }

    /// Returns a failure if the database refuses the reaction or another session holds what it needs. Throws every
    /// other error.
    private func attempt(of workflow: AppliedWorkflow, to changes: [CapturedChange]) async throws
        -> Result<[EnrollmentAnswer], PostgresError>
    {
        let reaction = Reaction(of: workflow, to: Changes(changes), on: self)
        do {
            return .success(try await connection.savepoint { _ in try await reaction.run() })
        } catch let error as PostgresError where (error.isRefusal || error.isLockTimeout) && !error.isTermOver {
            return .failure(error)
        }
    }
}
