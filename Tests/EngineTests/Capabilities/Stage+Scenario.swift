import Automation
import Postgres
import TestStage

extension Stage {
    /// Publishes definitions, each named by its first line, with every e-mail that a step sends.
    func publish(_ texts: String...) async throws {
        var files: [String: String] = [:]
        for text in texts {
            files[path(of: text)] = text
            for step in text.matches(of: /send_email: ([a-z0-9-]+)/) {
                let (path, email) = Sample.email(String(step.1))
                files[path] = email
            }
        }
        try await publish(files)
    }

    /// `workflow: welcome` belongs in workflows/welcome.yaml, `lists:` in lists.yaml, and everything else in
    /// properties.yaml.
    private func path(of text: String) -> String {
        let words = text.prefix { $0 != "\n" }.split(separator: ":")
        let name = words.last?.trimmingPrefix(" ") ?? ""
        return switch words.first {
        case "workflow": "workflows/\(name).yaml"
        case "segment": "segments/\(name).yaml"
        case "lists": "lists.yaml"
        default: "properties.yaml"
        }
    }

    /// A workflow that greets each contact who enters, so that the mail shows which contacts did, and when.
    static func greeting(_ when: String, rules: String = "", with email: String = "hello") -> String {
        "workflow: \(email)\nenroll:\n  when: \(when)\n\(rules)steps:\n  - send_email: \(email)\n"
    }

    /// The messages sent so far, once all due work is done: `hello to ada`.
    func sent() async throws -> [String] {
        try await work()
        return postbox.mail.map { "\($0.subject) to \($0.to.prefix { $0 != "@" })" }
    }

    func change(_ contact: ContactID, _ assignment: String) async throws {
        try await sql("UPDATE crm.contacts SET \(assignment) WHERE id = $1", [.integer(contact.rawValue)])
    }

    func join(_ list: String, _ contact: ContactID) async throws {
        try await sql("SELECT crm.add_to_list($1, ARRAY[$2::bigint])", [.text(list), .integer(contact.rawValue)])
    }

    /// A value of the contact, as text.
    func value(_ expression: String, of contact: ContactID) async throws -> String? {
        try await sql(
            "SELECT (\(expression))::text AS value FROM crm.contacts WHERE id = $1",
            [.integer(contact.rawValue)]
        )
        .first?.optionalText("value")
    }

    func members(of list: String) async throws -> [String] {
        try await sql(
            "SELECT email FROM crm.list_members JOIN crm.contacts ON id = contact_id WHERE list = $1 ORDER BY email",
            [.text(list)]
        )
        .map { try $0.text("email") }
    }
}
