package import Automation

/// Small definitions, for tests about a single thing.
package enum Sample {
    /// An e-mail with its own name in the subject.
    package static func email(_ name: String, kind: String = "marketing") -> (String, String) {
        (
            "emails/\(name).yaml",
            """
            email: \(name)
            kind: \(kind)
            subject: \(name)
            text: |
              Hello {{contact.first_name}}, read https://example.com/\(name)

              {{postal_address}} {{unsubscribe_url}}
            """
        )
    }

    package static let lists = (
        "lists.yaml", "lists:\n  customers: Everybody who has bought\n  behind: Those who came past the send\n"
    )

    /// A workflow that enrolls every contact who submits the form `start`.
    package static func workflow(_ steps: String, rules: String = "") -> (String, String) {
        (
            "workflows/sample.yaml",
            """
            workflow: sample
            enroll:
              when: { form_submitted: start }
            \(rules)
            steps:
            \(steps)
            """
        )
    }
}

extension Stage {
    /// Publishes one workflow with the e-mails it names, and enrolls a contact in it.
    package func begin(
        _ steps: String,
        rules: String = "",
        emails: [String] = ["one", "two"],
        as contact: String = "ada@example.com"
    ) async throws -> ContactID {
        try await publish(
            Dictionary(
                uniqueKeysWithValues: [Sample.lists, Sample.workflow(steps, rules: rules)]
                    + emails.map { Sample.email($0) }
            )
        )
        let id = try await self.contact(contact)
        try await event("form_submitted", #"{"form": "start"}"#, of: id)
        return id
    }
}
