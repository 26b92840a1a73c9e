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
        message.traits = Traits(nested(filledIn))
        message.event = .init(
            name: "form_submitted",
            properties: filledIn.merging(["form": .text(form)]) { _, form in form }
        )
        return message
    }

    /// `company.domain`, `Company Domain` and `address.city` are fields of an object: a form can only send flat names.
    private static func nested(_ fields: [String: JSON]) -> [String: JSON] {
        var nested: [String: JSON] = [:]
        var company: [String: JSON] = [:]
        var address: [String: JSON] = [:]
        for (name, value) in fields {
            let lower = name.lowercased()
            if name.folded == "company", !Field(value).isObject {
                company["name"] = company["name"] ?? value
            } else if let part = lower.firstMatch(of: /^company[ ._-]+(.+)$/) {
                company[String(part.1)] = value
            } else if lower.hasPrefix("address.") {
                address[String(lower.dropFirst("address.".count))] = value
            } else {
                nested[name] = value
            }
        }
        if !company.isEmpty { nested["company"] = .object(company) }
        if !address.isEmpty { nested["address"] = .object(address) }
        return nested
    }

    private static let controls: Set<String> = [
        "write_key", "redirect", "_redirect", "_gotcha", "message_id", "user_id", "anonymous_id", "ajs_anonymous_id",
    ]
}
