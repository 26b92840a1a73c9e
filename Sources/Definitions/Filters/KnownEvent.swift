import Automation

/// An event with a short form of its own: `form_submitted: ebook` means the event whose `form` is `ebook`.
struct KnownEvent {
    /// The key in the files.
    let key: String
    /// The event's name in the database.
    let event: String
    /// The field that the short form asks about.
    let field: String
    /// Other fields that the long form may ask about.
    var otherFields: [String] = []
    /// Whether the field holds the name of an e-mail. Such an event counts from the enrollment unless the author says
    /// otherwise.
    var isAboutEmail = false

    static let all = [
        KnownEvent(key: "form_submitted", event: "form_submitted", field: "form"),
        KnownEvent(
            key: "clicked_email",
            event: "email_clicked",
            field: "email",
            otherFields: ["url"],
            isAboutEmail: true
        ),
        KnownEvent(key: "opened_email", event: "email_opened", field: "email", isAboutEmail: true),
        KnownEvent(
            key: "page_viewed",
            event: "page_viewed",
            field: "path",
            otherFields: ["url", "title", "referrer"]
        ),
    ]

    static func named(_ key: String) -> KnownEvent? { all.first { $0.key == key } }

    /// The warning for an event's name that is probably not meant; nil when nothing speaks against the name.
    static func hint(for name: String) -> String? {
        let recorded = all.map(\.event) + EventTest.machines
        guard !recorded.contains(name) else { return nil }
        if let advice = unrecorded[name] { return "Relance records no \"\(name)\"; \(advice)" }
        let meant = Spelling.closest(to: name, among: recorded)
        return meant.map { "Relance records no \"\(name)\"; did you mean \"\($0)\"?" }
    }

    /// Names that authors expect to be recorded, and what to write instead.
    private static let unrecorded = [
        "email_sent": "steps go on when an e-mail has left, so put a wait: after send_email:",
        "email_delivered": "ask whether it was opened or clicked",
        "email_bounced": "addresses that bounce are no longer sent to",
        "contact_created": "write contact_created: yes",
        "list_joined": "write joins_list: with the list",
    ]

    var fields: [String] { [field] + otherFields }
}
