import Automation

/// One message in our own words: whom it is about, what it tells, what happened. What its values mean, the database knows.
struct Message: Hashable, Sendable {
    enum Kind: String, Sendable {
        case identify, track, page, screen, group, alias, form
        /// Nothing of it can be kept; `refused` says why.
        case unusable
    }

    var kind: Kind
    /// The sender's own id: a second message with it changes nothing.
    var messageID: String?
    var userID: String?
    var anonymousID: String?
    /// For `alias`: the name that from now on means the contact of `userID`.
    var previousID: String?
    var traits = Traits()
    var event: Event?
    /// By the sender's clock, as it was written. `sentAt` tells how wrong that clock is.
    var occurredAt: String?
    var sentAt: String?
    var refused: [Refusal] = []

    struct Event: Hashable, Sendable {
        var name: String
        var properties: [String: JSON]
    }
}

extension Message {
    /// As `crm.ingest` takes it.
    var json: JSON {
        var members: [String: JSON] = ["type": .text(kind.rawValue), "traits": .object(traits.values)]
        let texts = [
            "message_id": messageID, "user_id": userID, "anonymous_id": anonymousID, "previous_id": previousID,
            "email": traits.email, "event": event?.name, "occurred_at": occurredAt, "sent_at": sentAt,
        ]
        for (name, text) in texts { members[name] = text.map(JSON.text) }
        members["company"] = traits.company.map(JSON.object)
        members["properties"] = (event?.properties).map(JSON.object)
        let refused = self.refused + traits.refused
        if !refused.isEmpty { members["refused"] = .list(refused.map(\.json)) }
        return .object(members)
    }
}
