/// An event with a spelling of its own: `form_submitted: ebook` means the event whose `form` is `ebook`.
struct KnownEvent {
    /// The key in the files.
    let key: String
    /// The event's name in the database.
    let event: String
    /// The field its short form asks about.
    let field: String
    /// Other fields that may be asked about in its long form.
    var otherFields: [String] = []
    /// Whether the field holds the name of an e-mail, and counts from the enrollment unless told otherwise.
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

    var fields: [String] { [field] + otherFields }
}
