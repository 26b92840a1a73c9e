import Automation
import Foundation
import Store

/// A batch of changes, and the contacts they concern.
struct Changes {
    private let changes: [CapturedChange]

    init(_ changes: [CapturedChange]) { self.changes = changes }

    /// Occurrences of an event, in order.
    func occurrences(of event: String) -> [CapturedChange] {
        changes.filter { $0.what.kind == .event && $0.what.names.contains(event) }
    }

    func joined(_ list: String) -> [CapturedChange] {
        changes.filter { $0.what.kind == .listJoined && $0.what.names.contains(list) }
    }

    /// The changes without those that come only from a merge of two contacts.
    var withoutMerges: Changes { Changes(changes.filter { $0.mergedFrom == nil }) }

    /// The contacts for whom more or fewer sends may now be allowed.
    var reachableAnew: [ContactID] {
        changes.filter { $0.what.kind == .consent || $0.what.names.contains("email") }.map(\.contact)
    }

    /// The requests of people and integrations about a workflow.
    func asked(_ ask: Request.Ask, about workflow: String) -> [(contact: ContactID, reason: String)] {
        requests(about: workflow).filter { $0.request.ask == ask && $0.request.job == nil }.map { contact, request in
            (contact, "\(request.reason) (by \(request.by))")
        }
    }

    /// The jobs of this workflow's enrollments that were given up, each with the reason.
    func givenUp(by workflow: String) -> [Int64: String] {
        requests(about: workflow).reduce(into: [:]) { jobs, asked in
            if let job = asked.request.job { jobs[job] = asked.request.reason }
        }
    }

    private func requests(about workflow: String) -> [(contact: ContactID, request: Request)] {
        changes.compactMap { change in
            guard change.what.kind == .asked, change.what.names.contains(workflow) else { return nil }
            return Request(change.what.data).map { (change.contact, $0) }
        }
    }

    /// The contacts for whom these changes can affect the answer of one of a workflow's filters, each once.
    func contacts(affecting filter: Filter, of workflow: String) -> [ContactID] {
        let dependencies = filter.dependencies
        let clock = filter.isTimeDependent ? workflow : nil
        var seen: Set<ContactID> = []
        return changes.compactMap { change in
            guard change.what.affects(dependencies, clock), seen.insert(change.contact).inserted else { return nil }
            return change.contact
        }
    }
}

/// A request by `automation.enroll()`, `automation.unenroll()` or `automation.give_up()`.
struct Request: Decodable {
    enum Ask: String, Decodable { case enroll, exit }

    let ask: Ask
    let by: String
    let reason: String
    /// The job that was given up, if that is the reason.
    let job: Int64?

    init?(_ data: String?) {
        guard let data, let request = try? JSONDecoder().decode(Request.self, from: Data(data.utf8)) else { return nil }
        self = request
    }
}
