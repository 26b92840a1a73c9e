import Automation
import Store

/// The jobs a request asks for. What a job is, the queue says; here only its `contact` is understood.
///
/// Whoever enqueues over HTTP knows people by user id or e-mail address: `"contact": {"user_id": …}` or
/// `{"email": …}` beside the payload becomes `payload.contact`, the contact's number.
struct JobOrder {
    /// What was sent.
    let body: JSON
    private let fields: [Field]
    private let isBatch: Bool
    /// The contacts to be found, in the order of the jobs that name one.
    let names: [FindContacts.Name]

    init(_ body: Field, jobsMax: Int) throws(Problem) {
        self.body = body.value
        let members = try body.object()
        isBatch = members["jobs"] != nil
        fields = isBatch ? try body["jobs"].list() : [body]
        guard fields.count <= jobsMax else { throw .tooLarge("jobs: a batch may have \(jobsMax) jobs") }
        var names: [FindContacts.Name] = []
        for field in fields {
            _ = try field.object()
            if field["contact"].value != .null { names.append(try Self.name(in: field["contact"])) }
        }
        self.names = names
    }

    /// The jobs as the queue takes them.
    func jobs(knowing contacts: [Int64?]) throws(Problem) -> [JSON] {
        var found = contacts[...]
        var jobs: [JSON] = []
        for field in fields {
            var job = try field.object()
            if job.removeValue(forKey: "contact") ?? .null != .null {
                guard let contact = found.popFirst() ?? nil else {
                    throw field["contact"].problem("nobody is known by it")
                }
                job["payload"] = try Self.payload(of: field, to: contact)
            }
            jobs.append(.object(job))
        }
        return jobs
    }

    /// One answer for one job, a list of them for a batch.
    func reply(to answers: [JSON]) -> JSON {
        isBatch ? .object(["jobs": .list(answers)]) : answers.first ?? .null
    }

    /// What the queue refused, in the words of the request: the queue counts jobs from 1, JSON from 0.
    func naming(_ refusal: String) -> String {
        guard let words = refusal.wholeMatch(of: /job (\d+): (.*)/.dotMatchesNewlines()), let number = Int(words.1)
        else { return refusal }
        return isBatch ? "jobs[\(number - 1)]: \(words.2)" : String(words.2)
    }

    private static func name(in field: Field) throws(Problem) -> FindContacts.Name {
        let name = FindContacts.Name(userID: try field["user_id"].text(), email: try field["email"].text())
        guard (name.userID == nil) != (name.email == nil) else {
            throw field.problem("expected a user_id, or an email")
        }
        return name
    }

    private static func payload(of field: Field, to contact: Int64) throws(Problem) -> JSON {
        var payload = try field["payload"].object()
        guard payload["contact"] == nil else { throw field["payload"]["contact"].problem("named twice") }
        payload["contact"] = .number("\(contact)")
        return .object(payload)
    }
}
