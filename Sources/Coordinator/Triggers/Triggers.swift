import Automation
import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// Reacts to what has changed: enrolls whoever a trigger finds, and takes out whoever has met a goal.
///
/// The changes are consumed in the transaction that records what they cause, so each causes it exactly once.
struct Triggers: Sendable {
    let pool: Pool
    let walk: Walk
    let limit: Int
    let observe: Observer

    func react(term: Int64) async throws -> Int {
        do {
            return try await react(term: term, limit: limit)
        } catch let error as PostgresError where error.isRefusal && !error.isTermOver {
            return try await reactOneByOne(term: term, after: error)
        }
    }

    /// As many as a batch has, each alone: one that the database refuses is put aside and holds up nobody else.
    private func reactOneByOne(term: Int64, after error: PostgresError) async throws -> Int {
        observe(.faltered(service: "triggers", cause: cause(of: error)))
        for count in 0..<limit {
            do {
                guard try await react(term: term, limit: 1) > 0 else { return count }
            } catch let error as PostgresError where error.isRefusal && !error.isTermOver {
                _ = try await pool.run(PutChangeAside(term: term, error: error.description))
            }
        }
        return limit
    }

    private func react(term: Int64, limit: Int) async throws -> Int {
        let (changes, answers) = try await pool.transaction { connection in
            let (clock, taken) = try await connection.run(ReadClock(), TakeChanges(term: term, limit: limit))
            let changes = Changes(taken)
            guard !changes.isEmpty else { return (changes, [EnrollmentAnswer]()) }
            let reaction = Reaction(
                changes: changes,
                term: term,
                now: clock[0],
                walk: walk,
                connection: connection
            )
            var answers: [EnrollmentAnswer] = []
            for workflow in try await connection.run(ReadCurrentWorkflows()) {
                answers += try await reaction.enroll(in: workflow)
                try await reaction.takeOut(of: workflow)
                try await reaction.foresee(workflow)
            }
            return (changes, answers)
        }
        report(answers)
        return changes.count
    }

    /// Turns moments that have come, at which a filter may answer differently, into changes.
    func turn(term: Int64) async throws -> Int {
        try await pool.one(TakeTurns(term: term, limit: limit))
    }

    private func report(_ answers: [EnrollmentAnswer]) {
        let enrolled = answers.count { $0.enrollment != nil }
        if enrolled > 0 { observe(.enrolled(count: enrolled)) }
        if answers.count > enrolled { observe(.refused(count: answers.count - enrolled)) }
    }
}
