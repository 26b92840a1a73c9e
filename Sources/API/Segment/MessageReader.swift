import Automation

/// Turns the body of a call into messages, or into the first problem found in it.
struct MessageReader {
    let messagesMax: Int
    let messageBytesMax: Int

    /// - Parameter body: one message, or `{"batch": [...]}` for `Endpoint.batch`.
    func messages(of body: Field, sentTo endpoint: Endpoint) throws(Problem) -> [Message] {
        guard case .object = body.value else { throw body.problem("expected an object, found \(body.value.kind)") }
        let sentAt = try body["sentAt"].timestamp()
        if let kind = endpoint.messageKind { return [try message(in: body, kind: kind, sentAt: sentAt)] }

        let fields = try body["batch"].list()
        guard fields.count <= messagesMax else { throw .tooLarge("batch: a batch may have \(messagesMax) messages") }
        var messages: [Message] = []
        for field in fields {
            messages.append(try message(in: field, kind: Self.kind(of: field), sentAt: sentAt))
        }
        return messages
    }

    private static func kind(of field: Field) throws(Problem) -> Message.Kind {
        _ = try field.object()
        let type = field["type"]
        guard let kind = Message.Kind(rawValue: try type.requiredText()), kind != .form else {
            throw type.problem("not one of identify, track, page, screen, group, alias")
        }
        return kind
    }

    private func message(in field: Field, kind: Message.Kind, sentAt: Timestamp?) throws(Problem) -> Message {
        guard field.value.text.utf8.count <= messageBytesMax else {
            throw .tooLarge("\(field.path.isEmpty ? "body" : field.path): a message may have \(messageBytesMax) bytes")
        }
        var message = Message(kind: kind)
        message.messageID = try field["messageId"].text()
        message.userID = try field["userId"].text()
        message.anonymousID = try field["anonymousId"].text()
        message.occurredAt = try field[field.has("originalTimestamp") ? "originalTimestamp" : "timestamp"].timestamp()
        message.sentAt = if let sentAt { sentAt } else { try field["sentAt"].timestamp() }
        try Self.fill(&message, from: field)
        try Self.requireSubject(of: message, in: field)
        return message
    }

    private static func fill(_ message: inout Message, from field: Field) throws(Problem) {
        switch message.kind {
        case .identify: message.traits = try Traits(field["traits"])
        case .track:
            message.event = .init(name: try field["event"].requiredText(), properties: try field["properties"].object())
        case .page: message.event = .init(name: "page_viewed", properties: try viewed(field))
        case .screen: message.event = .init(name: "screen_viewed", properties: try viewed(field))
        case .group: message.traits.company = try field["traits"].company(withID: try field["groupId"].requiredText())
        case .alias:
            message.previousID = try field["previousId"].requiredText()
            message.userID = try field["userId"].requiredText()
        case .form: preconditionFailure("a form is read by FormSubmission")
        }
    }

    /// The properties of a view, with its name and category, and with a path even if only the URL was sent.
    private static func viewed(_ field: Field) throws(Problem) -> [String: JSON] {
        var properties = try field["properties"].object()
        for part in ["name", "category"] {
            if let text = try field[part].text() { properties[part] = .text(text) }
        }
        if properties["path"] == nil, case .text(let url) = properties["url"] {
            properties["path"] = path(of: url).map(JSON.text)
        }
        return properties
    }

    private static func path(of url: String) -> String? {
        guard let start = url.firstRange(of: "://")?.upperBound else { return nil }
        let path = url[start...].drop { !"/?#".contains($0) }.prefix { !"?#".contains($0) }
        return path.isEmpty ? "/" : String(path)
    }

    private static func requireSubject(of message: Message, in field: Field) throws(Problem) {
        guard message.userID == nil, message.anonymousID == nil, message.traits.email == nil else { return }
        throw field["userId"].problem("missing, and so is anonymousId")
    }
}
