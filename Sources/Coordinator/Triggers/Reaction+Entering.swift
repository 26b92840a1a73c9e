import Automation
import Postgres
import Store

/// Which contacts may enter: those the triggers find, with the reasons that speak against them.
extension Reaction {
    func candidacies() async throws -> [Candidacy] {
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

    /// A filter enrolls a contact who begins to match it.
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

    /// The changes that may enroll. Goals and edges also see a merge, but a merge enrolls only if the workflow asks for
    /// it.
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

    /// Adds to each candidacy the reason that speaks against it. An exclusion takes precedence over a goal already met.
    func refuse(_ candidacies: [Candidacy]) async throws -> [Candidacy] {
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
}
