import Automation
import Foundation
import Postgres
import Store

/// Contacts, workflows and enrollments, with defaults for everything that a test does not care about.
extension Scene {
    /// Returns the number of the contact. `columns` are further ones, as SQL: `["country": "'FR'"]`.
    @discardableResult
    func contact(_ email: String? = "ada@example.org", _ columns: [String: String] = [:]) async throws -> ContactID {
        let sorted = columns.sorted { $0.key < $1.key }
        let names = ["email"] + sorted.map(\.key)
        let values = ["$1"] + sorted.map(\.value)
        let made = try await rows(
            "INSERT INTO crm.contacts (\(names.joined(separator: ", "))) VALUES (\(values.joined(separator: ", "))) RETURNING id",
            [.text(email)]
        )
        return ContactID(rawValue: try made[0].integer("id"))
    }

    func contacts(_ count: Int) async throws -> [ContactID] {
        var made: [ContactID] = []
        for number in 1...count { made.append(try await contact("person\(number)@example.org")) }
        return made
    }

    /// Applies a workflow that sends one e-mail, and returns its version.
    @discardableResult
    func apply(_ name: String = "welcome", subject: String = "Hello") async throws -> WorkflowVersion {
        let workflow = Workflow(name, steps: [Step("send", .sendEmail(SendEmail("hello")))])
        try await apply(email: "hello", subject: subject)
        return WorkflowVersion(name, try await pool.one(try ApplyWorkflow(workflow, source: "workflow: \(name)")))
    }

    @discardableResult
    func apply(
        email name: String,
        subject: String = "Hello",
        kind: EmailDefinition.Kind = .marketing,
        topic: String = "general"
    ) async throws -> Int {
        // Most tests are not about consent.
        _ = try await pool.run(try DeclareTopics([Topic(topic, consent: .assumed)]))
        let email = EmailDefinition(name, subject: subject, topic: topic, kind: kind, text: "Hello")
        return try await pool.one(try ApplyEmail(email, source: "email: \(name)"))
    }

    @discardableResult
    func enroll(
        _ contacts: [ContactID],
        in workflow: WorkflowVersion = WorkflowVersion("welcome", 1),
        because: String = "asked for",
        refusal: String? = nil,
        againBefore: Date? = nil
    ) async throws -> [EnrollmentAnswer] {
        try await pool.run(
            EnrollContacts(
                term: try await lead(),
                workflow: workflow,
                firstStep: "send",
                candidacies: contacts.map { Candidacy($0, because: because, refusal: refusal) },
                againBefore: againBefore
            )
        )
    }

    func leave(_ enrollments: [EnrollmentID], because reason: String = "goal met") async throws -> [EnrollmentID] {
        try await pool.run(LeaveWorkflow(enrollments.map { ($0, reason: reason, step: "send") }))
    }

    /// The history, oldest first: `enrolled: asked for`.
    func history() async throws -> [String] {
        try await texts("what || coalesce(': ' || detail, '') FROM automation.history ORDER BY id")
    }
}
