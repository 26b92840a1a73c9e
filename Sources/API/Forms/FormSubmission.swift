import Automation

/// What somebody filled in, read from the fields of a form whatever way it came.
///
/// Hidden fields work like others: `lifecycle_stage` moves the contact forward, any other name is a property.
struct FormSubmission {
    let redirect: String?
    /// nil when the field nobody sees (`_gotcha`) was filled in: a robot did it. It is thanked like everybody.
    let message: Message?

    init(of form: String, fields: Field) throws(Problem) {
        redirect = try fields.firstText(of: ["redirect", "_redirect"], atMost: 2_048)
        guard fields["_gotcha"].value.isBlank else {
            message = nil
            return
        }
        message = try Self.message(of: form, fields: fields)
    }

    private static func message(of form: String, fields: Field) throws(Problem) -> Message {
        let filledIn = try fields.object().filter { !controls.contains($0.key) && !$0.value.isBlank }
        var message = Message(kind: .form)
        message.messageID = try fields["message_id"].text()
        message.userID = try fields["user_id"].text()
        message.anonymousID = try fields.firstText(of: ["anonymous_id", "ajs_anonymous_id"])
        message.traits = try Traits(Field(.object(nested(filledIn))))
        message.event = .init(
            name: "form_submitted",
            properties: filledIn.merging(["form": .text(form)]) { _, form in form }
        )
        guard message.traits.email != nil || message.userID != nil || message.anonymousID != nil else {
            throw fields["email"].problem("missing")
        }
        return message
    }

    /// `company.domain` and `address.city` are fields of an object: a form can only send flat names.
    private static func nested(_ fields: [String: JSON]) -> [String: JSON] {
        var nested = fields
        for subject in ["company", "address"] {
            let prefix = "\(subject)."
            let parts = fields.filter { $0.key.hasPrefix(prefix) }
            guard !parts.isEmpty else { continue }
            var members = Dictionary(
                uniqueKeysWithValues: parts.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
            )
            if subject == "company", let name = fields[subject] { members["name"] = name }
            nested[subject] = .object(members)
            for name in parts.keys { nested[name] = nil }
        }
        return nested
    }

    private static let controls: Set<String> = [
        "write_key", "redirect", "_redirect", "_gotcha", "message_id", "user_id", "anonymous_id", "ajs_anonymous_id",
    ]
}
