import Automation
import Engine
import Foundation
import Postgres
import Store

/// How one workflow reacts to some changes.
struct Reaction {
    private let workflow: AppliedWorkflow
    private let changes: Changes
    private let transaction: ReactionTransaction

    init(of workflow: AppliedWorkflow, to changes: Changes, on transaction: ReactionTransaction) {
        (self.workflow, self.changes, self.transaction) = (workflow, changes, transaction)
    }

    /// Answers who was enrolled, and who was not and why.
    func run() async throws -> [EnrollmentAnswer] {
        try await endGivenUp()
        let answers = try await enroll()
        try await takeOut()
        try await foresee()
        return answers
    }

    private var name: String { workflow.id.name }
    private var rules: Workflow { workflow.definition }
    private var connection: Connection { transaction.connection }
    private var zone: TimeZone { transaction.walk.workspaceZone }

    /// Enrolls whoever the workflow's triggers find, by its rules.
    private func enroll() async throws -> [EnrollmentAnswer] {
        guard workflow.state != "off" else { return [] }
        var candidacies = try await refuse(try await candidacies())
        guard !candidacies.isEmpty else { return [] }
        if rules.enroll.whileActive == .restart, workflow.state == "active" {
            candidacies = try await restarting(candidacies)
        }
        return try await connection.run(
            EnrollContacts(
                term: transaction.term,
                workflow: workflow.id,
                firstStep: rules.start,
                candidacies: candidacies,
                againBefore: againBefore(rules.enroll.again)
            )
        )
    }

    /// Ends walks whose job was given up, before what has happened since then may begin them anew.
    private func endGivenUp() async throws {
        let reasons = changes.givenUp(by: name)
        guard !reasons.isEmpty else { return }
        let held = try await connection.run(HoldEnrollments(ofJobs: Array(reasons.keys)))
        let leaving = held.map { (Walker($0), ExitReason.failed(explanation: reasons[$0.job] ?? "")) }
        try await transaction.walk.leave(leaving, on: connection)
    }

    /// Ends the walks of those whom an event enrolls although they are inside: they begin anew.
    private func restarting(_ candidacies: [Candidacy]) async throws -> [Candidacy] {
        let wanted = candidacies.filter { $0.refusal == nil && $0.event != nil }
        let inside = try await walkers(among: wanted.map(\.contact))
        try await transaction.walk.leave(inside.map { ($0, .restarted) }, on: connection)
        let restarted = Set(inside.map(\.contact))
        return candidacies.map { candidacy in
            var candidacy = candidacy
            candidacy.isRestarted = candidacy.event != nil && restarted.contains(candidacy.contact)
            return candidacy
        }
    }

    /// Takes out those who have met the goal of their own version, have come to match its exclusion, or were asked to leave.
    private func takeOut() async throws {
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

    /// Notes when time alone can next change what the workflow's filters say of the contacts that were looked at.
    private func foresee() async throws {
        let filter = Filter.any((rules.timeDependentFilters + workflow.earlierFilters).filter(\.isTimeDependent))
        let affected = changes.contacts(affecting: filter, of: name)
        guard filter.isTimeDependent, !affected.isEmpty else { return }
        _ = try await connection.run(ForeseeTurns(filter, workflow: name, of: affected, in: zone))
    }

    private func candidacies() async throws -> [Candidacy] {
        var found: [Candidacy] = []
        var edge = 0
        for trigger in rules.enroll.triggers {
            switch trigger {
            case .event(let event): found += try await meetingCondition(try await occurrences(of: event))
            case .listJoined(let list):
                found += try await meetingCondition(
                    enrolling.joined(list).map {
                        Candidacy($0.contact, because: "joined list \(list)")
                    }
                )
            case .filter(let filter):
                found += try await edges(of: filter, number: edge)
                edge += 1
            case .manual: break
            }
        }
        return found + changes.asked(.enroll, about: name).map { Candidacy($0.contact, because: $0.reason) }
    }

    private func occurrences(of trigger: EventTrigger) async throws -> [Candidacy] {
        let occurred = changes.occurrences(of: trigger.name)
        guard !occurred.isEmpty else { return [] }
        let occurrences = occurred.map { Occurrence(of: $0.contact, $0.what.data) }
        let passing = try await connection.run(MatchEvents(trigger.fields, among: occurrences, in: zone))
        return passing.sorted().map { place in
            Candidacy(
                occurred[place].contact,
                because: "event \(trigger.name)",
                data: occurred[place].what.data,
                event: occurred[place].event,
                isWalkOfItsOwn: rules.enroll.whileActive == .startAnother
            )
        }
    }

    /// A filter enrolls when a contact starts to match it.
    private func edges(of filter: Filter, number: Int) async throws -> [Candidacy] {
        let affected = changes.contacts(affecting: filter, of: name)
        guard !affected.isEmpty else { return [] }
        let matching = try await connection.run(MatchContacts(filter, among: affected.map { Candidate($0) }, in: zone))
        let started = try await connection.run(
            CrossEdge(workflow: name, trigger: number, lookedAt: affected, matching: matching)
        )
        let enrolling = Set(enrolling.contacts(affecting: filter, of: name))
        return started.filter(enrolling.contains).map { Candidacy($0, because: "started to match") }
    }

    /// What may enroll. A merge is seen by goals and edges, but enrolls only where the workflow asks for it.
    private var enrolling: Changes { rules.enroll.onMerge == .enroll ? changes : changes.withoutMerges }

    private func meetingCondition(_ candidacies: [Candidacy]) async throws -> [Candidacy] {
        guard let condition = rules.enroll.condition, !candidacies.isEmpty else { return candidacies }
        let matching = try await matching(condition, among: candidacies.map(\.contact))
        return candidacies.map { candidacy in
            var judged = candidacy
            if !matching.contains(candidacy.contact) { judged.refusal = "the condition in and: is not met" }
            return judged
        }
    }

    /// Writes beside each candidacy what speaks against it: the suppression first, then a goal already met.
    private func refuse(_ candidacies: [Candidacy]) async throws -> [Candidacy] {
        guard !candidacies.isEmpty else { return [] }
        let contacts = candidacies.map(\.contact)
        let suppressed = try await matching(rules.enroll.unless, among: contacts)
        let satisfied = try await matching(rules.goal, among: contacts)
        return candidacies.map { candidacy in
            var judged = candidacy
            if satisfied.contains(candidacy.contact) { judged.refusal = "the goal is already met" }
            if suppressed.contains(candidacy.contact) { judged.refusal = "excluded by unless" }
            return judged
        }
    }

    private func matching(_ filter: Filter?, among contacts: [ContactID]) async throws -> Set<ContactID> {
        guard let filter else { return [] }
        let candidates = contacts.map { Candidate($0, since: transaction.now) }
        return Set(try await connection.run(MatchContacts(filter, among: candidates, in: zone)))
    }

    /// Those inside, in whatever version, whom a filter that ends walks may concern now.
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

    private func walkers(among contacts: [ContactID]) async throws -> [Walker] {
        guard !contacts.isEmpty else { return [] }
        return try await connection.run(InsideWorkflow(name, among: contacts)).map { walk in
            Walker(walk, in: name)
        }
    }

    private func againBefore(_ again: EnrollmentRules.Again) -> Date? {
        switch again {
        case .never: nil
        case .always: transaction.now
        case .after(let delay): delay.latestStart(endingBy: transaction.now, in: zone)
        }
    }
}
