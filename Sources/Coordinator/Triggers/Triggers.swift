import Automation
import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// Reacts to changes: enrolls contacts that a trigger finds, and ends enrollments whose goal is met.
///
/// The transaction that records the effects of a change also consumes it, so each change has its effects exactly once.
struct Triggers: Sendable {
    let pool: Pool
    let walk: Walk
    let workflows: CurrentWorkflows
    let limit: Int
    let observe: Observer
    private let spared = Spared()

    init(pool: Pool, walk: Walk, workflows: CurrentWorkflows, limit: Int, observe: Observer) {
        (self.pool, self.walk, self.workflows) = (pool, walk, workflows)
        (self.limit, self.observe) = (limit, observe)
    }

    /// Returns how many changes it reacted to. It leaves stuck contacts for later, and starts again without them.
    func react(term: Int64) async throws -> Int {
        while true {
            let sparing = spared.contacts
            do { return try await react(term, sparing: sparing) } catch let stuck as Stuck {
                observe(.faltered(service: "triggers", cause: cause(of: stuck.error)))
                guard !stuck.contacts.isSubset(of: sparing) else { throw stuck.error }
                spared.note(stuck.contacts)
            }
        }
    }

    private func react(_ term: Int64, sparing contacts: Set<ContactID>) async throws -> Int {
        let (count, answers) = try await pool.transaction { connection in
            // In this order: taking changes locks the definitions, so the edition read after it is the one to react by.
            let (clock, taken, editions, _) = try await connection.run(
                ReadClock(),
                TakeChanges(term: term, limit: limit, sparing: contacts),
                ReadEdition(),
                LimitLockWaits(to: LimitLockWaits.inCoordinator)
            )
            guard !taken.isEmpty else { return (0, [EnrollmentAnswer]()) }
            let reachable = Changes(taken).reachableAnew
            if !reachable.isEmpty { _ = try await connection.run(LookAgain(at: reachable)) }
            let edition = try await workflows.edition(editions[0], on: connection)
            let transaction = ReactionTransaction(
                term: term,
                now: clock[0],
                walk: walk,
                connection: connection,
                observe: observe
            )
            var answers: [EnrollmentAnswer] = []
            for round in edition.rounds(of: taken) {
                for (workflow, changes) in edition.asking(about: round) {
                    answers += try await transaction.react(of: workflow, to: changes)
                }
            }
            return (taken.count, answers)
        }
        report(answers)
        return count
    }

    /// Makes changes of the moments that have come at which a filter's answer can change.
    func turn(term: Int64) async throws -> Int {
        try await pool.one(TakeTurns(term: term, limit: limit))
    }

    private func report(_ answers: [EnrollmentAnswer]) {
        let enrolled = answers.count { $0.enrollment != nil }
        if enrolled > 0 { observe(.enrolled(count: enrolled)) }
        if answers.count > enrolled { observe(.refused(count: answers.count - enrolled)) }
    }
}
