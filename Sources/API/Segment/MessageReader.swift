import Automation

/// Turns the body of a call into messages. Only what is no such body at all, or too large, is a problem: what cannot be
/// kept of a message is noted in it.
struct MessageReader {
    let messagesMax: Int
    let messageBytesMax: Int

    /// - Parameter body: one message, or `{"batch": [...]}` for `Endpoint.batch`.
    func messages(of body: Field, sentTo endpoint: Endpoint) throws(Problem) -> [Message] {
        guard case .object = body.value else { throw body.problem("expected an object, found \(body.value.kind)") }
        if let kind = endpoint.messageKind {
            guard fits(body) else { throw .tooLarge("body: a message may have \(messageBytesMax) bytes") }
            return [Self.message(in: MessageParts(body), kind: kind)]
        }
        let fields = try body["batch"].list()
        guard fields.count <= messagesMax else { throw .tooLarge("batch: a batch may have \(messagesMax) messages") }
        var clock = MessageParts(body)
        let sentAt = clock.text("sentAt")
        return fields.map { message(in: $0, sentAt: sentAt) }
    }

    private func fits(_ field: Field) -> Bool { field.value.text.utf8.count <= messageBytesMax }

    /// A message of a batch, which says itself what it is.
    private func message(in field: Field, sentAt: String?) -> Message {
        var parts = MessageParts(field)
        guard field.isObject else {
            parts.refuse("message", "expected an object, found \(field.value.kind)", field.value)
            return Self.unusable(parts)
        }
        guard fits(field) else {
            parts.refuse("message", "larger than \(messageBytesMax) bytes")
            return Self.unusable(parts)
        }
        guard let kind = Endpoint(rawValue: field["type"].value.plain)?.messageKind else {
            parts.refuse("type", "not one of identify, track, page, screen, group, alias", field["type"].value)
            return Self.unusable(parts)
        }
        var message = Self.message(in: parts, kind: kind)
        message.sentAt = sentAt ?? message.sentAt
        return message
    }

    /// Its id is kept: sent again, it is not listed again.
    private static func unusable(_ parts: MessageParts) -> Message {
        var parts = parts
        var message = Message(kind: .unusable)
        message.messageID = parts.text("messageId")
        message.refused = parts.refused
        return message
    }

    private static func message(in parts: MessageParts, kind: Message.Kind) -> Message {
        var parts = parts
        var message = Message(kind: kind)
        message.messageID = parts.text("messageId")
        message.userID = parts.text("userId")
        message.anonymousID = parts.text("anonymousId")
        message.occurredAt = parts.text(parts.field.has("originalTimestamp") ? "originalTimestamp" : "timestamp")
        message.sentAt = parts.text("sentAt")
        fill(&message, from: &parts)
        message.refused = parts.refused
        return message
    }

    private static func fill(_ message: inout Message, from parts: inout MessageParts) {
        switch message.kind {
        case .identify: message.traits = Traits(parts.object("traits"))
        case .track:
            let properties = parts.object("properties")
            message.event = parts.requiredText("event").map { .init(name: $0, properties: properties) }
        case .page: message.event = .init(name: "page_viewed", properties: viewed(&parts))
        case .screen: message.event = .init(name: "screen_viewed", properties: viewed(&parts))
        case .group:
            let id = parts.requiredText("groupId")
            message.traits.company = Traits.company(parts.object("traits"), id: id)
        case .alias:
            message.previousID = parts.requiredText("previousId")
            if message.userID == nil { _ = parts.requiredText("userId") }
            if message.previousID == nil || message.userID == nil { message.kind = .unusable }
            if message.kind == .unusable { (message.userID, message.anonymousID) = (nil, nil) }
        case .form, .unusable: preconditionFailure("no endpoint takes these")
        }
    }

    /// The properties of a view, with its name and category, and with a path even if only the URL was sent.
    private static func viewed(_ parts: inout MessageParts) -> [String: JSON] {
        var properties = parts.object("properties")
        for part in ["name", "category"] {
            if let text = parts.text(part) { properties[part] = .text(text) }
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
}
