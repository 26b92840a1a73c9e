import Automation
import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// The transaction that takes changes, in which the workflows that ask about them react.
struct ReactionTransaction {
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
        case .failure(let error) where error.isLockTimeout:
            throw Stuck(contacts: try await stuck(among: changes, of: workflow), error: error)
        case .failure(let error):
            observe(.faltered(service: "triggers of \(workflow.id.name)", cause: cause(of: error)))
            return try await reactToEach(of: changes, by: workflow)
        }
    }

    /// The contacts that `workflow` cannot react to while another session holds what it must change. What it does for the
    /// others here is undone with the transaction.
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

    /// How long to wait for each contact when one is known to be stuck: many may be.
    private static let glance = Duration.milliseconds(20)

    /// A savepoint for each change: rare, and the only way to learn which one it is.
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

    /// A failure is what the database refuses, or holds for another; whatever else goes wrong is thrown.
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
