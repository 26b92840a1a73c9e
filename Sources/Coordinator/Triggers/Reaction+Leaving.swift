import Automation
import Engine
import Postgres
import Store

/// Which enrollments end, and why.
extension Reaction {
    /// Ends enrollments whose job was given up, before later changes may begin them anew.
    func endGivenUp() async throws {
        let reasons = changes.givenUp(by: name)
        guard !reasons.isEmpty else { return }
        let held = try await connection.run(HoldEnrollments(ofJobs: Array(reasons.keys)))
        let leaving = held.map { (Walker($0), ExitReason.failed(explanation: reasons[$0.job] ?? "")) }
        try await transaction.walk.leave(leaving, on: connection)
    }

    /// Ends the enrollments of contacts who have met the goal of their own version, have begun to match its exclusion,
    /// or were asked to leave.
    func takeOut() async throws {
        var leaving: [EnrollmentID: (Walker, ExitReason)] = [:]
        for (version, inside) in Dictionary(grouping: try await affectedWalkers(), by: \.workflow) {
            let own = try await transaction.walk.workflow(version, on: connection).workflow
            for (filter, reason) in [(own.enroll.unless, ExitReason.suppressed), (own.goal, .goalMet)] {
                guard let filter else { continue }
                for walker in try await walkers(among: inside, matching: filter) {
                    leaving[walker.id] = (walker, reason)
                }
            }
        }
        let asked = Dictionary(changes.asked(.exit, about: name), uniquingKeysWith: { first, _ in first })
        for walker in try await walkers(among: Array(asked.keys)) {
            leaving[walker.id] = (walker, .unenrolled(reason: asked[walker.contact] ?? ""))
        }
        try await transaction.walk.leave(Array(leaving.values), on: connection)
    }

    /// The enrollments, of any version, that a filter that ends enrollments may now concern.
    private func affectedWalkers() async throws -> [Walker] {
        let ending = [rules.enroll.unless, rules.goal].compactMap(\.self) + workflow.earlierFilters
        guard !ending.isEmpty else { return [] }
        return try await walkers(among: changes.contacts(affecting: .any(ending), of: name))
    }

    private func walkers(among inside: [Walker], matching filter: Filter) async throws -> [Walker] {
        let affected = Set(changes.contacts(affecting: filter, of: name))
        let candidates = inside.filter { affected.contains($0.contact) }
            .map { Candidate($0.contact, since: $0.enrolledAt) }
        guard !candidates.isEmpty else { return [] }
        let matching = Set(try await connection.run(MatchContacts(filter, among: candidates, in: zone)))
        return inside.filter { matching.contains($0.contact) }
    }
}
