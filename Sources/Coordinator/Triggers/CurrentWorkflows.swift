import Automation
import Foundation
import Postgres
import Store
import Synchronization

/// The current workflows, read and decoded once for each edition.
final class CurrentWorkflows: Sendable {
    private let latest = Mutex<Edition?>(nil)

    /// - Parameter id: the present edition by the database's name for it, read in the open transaction.
    func edition(_ id: UUID, on connection: Connection) async throws -> Edition {
        if let known = latest.withLock({ $0 }), known.id == id { return known }
        // The workflows may be newer than this name. Then the next look finds another name, and reads again.
        let edition = Edition(id: id, try await connection.run(ReadCurrentWorkflows()))
        latest.withLock { $0 = edition }
        return edition
    }
}

/// The workflows of one edition, and an index of what each of them asks about.
struct Edition: Sendable {
    let id: UUID
    private let workflows: [AppliedWorkflow]
    private let index: DependencyIndex

    init(id: UUID, _ workflows: [AppliedWorkflow]) {
        (self.id, self.workflows) = (id, workflows)
        index = DependencyIndex(workflows.map(\.definition), earlier: workflows.map(\.earlierFilters))
    }

    /// The changes that at least one workflow asks about, in rounds: the first change of each contact, then the second,
    /// …
    ///
    /// Each is judged when those before it have had their effects, whatever the batch they came in.
    func rounds(of changes: [CapturedChange]) -> [[CapturedChange]] {
        var rounds: [[CapturedChange]] = []
        var judged: [ContactID: Int] = [:]
        for change in changes where !index.asking(about: change.what).isEmpty {
            let round = judged[change.contact, default: 0]
            if rounds.count == round { rounds.append([]) }
            rounds[round].append(change)
            judged[change.contact] = round + 1
        }
        return rounds
    }

    /// The workflows that must look, in order, each with the changes that concern it.
    func asking(about changes: [CapturedChange]) -> [(workflow: AppliedWorkflow, changes: [CapturedChange])] {
        var concerned: [Int: [CapturedChange]] = [:]
        for change in changes {
            for place in index.asking(about: change.what) { concerned[place, default: []].append(change) }
        }
        return concerned.sorted { $0.key < $1.key }.map { (workflows[$0.key], $0.value) }
    }
}
