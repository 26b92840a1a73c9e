/// An e-mail as its author wrote it, before anything is filled in.
package struct EmailDefinition: Codable, Hashable, Sendable {
    /// The purpose of an e-mail, which decides its rules.
    package enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
        /// Needs consent for its topic, carries an unsubscribe link and the postal address.
        case marketing
        /// Answers something the contact did. It needs no consent, but suppression after hard bounces applies to it.
        case transactional
    }

    /// The topic of an e-mail that names none.
    package static let generalTopic = "general"

    package var name: String
    package var subject: String
    /// The text that inboxes show after the subject.
    package var preheader: String?
    /// `Name <address>`; nil: the workspace's sender.
    package var from: String?
    package var replyTo: String?
    /// The topic that the contact consents to or declines separately from others.
    package var topic: String
    package var kind: Kind
    /// The topic that `{{confirm_url}}` confirms: a contact who presses the button behind it agrees. Nil: none.
    package var confirms: String?
    package var text: String
    /// Nil: the e-mail is text only.
    package var html: String?

    package init(
        _ name: String,
        subject: String,
        preheader: String? = nil,
        from: String? = nil,
        replyTo: String? = nil,
        topic: String = generalTopic,
        kind: Kind = .marketing,
        confirms: String? = nil,
        text: String,
        html: String? = nil
    ) {
        self.name = name
        self.subject = subject
        self.preheader = preheader
        self.from = from
        self.replyTo = replyTo
        self.topic = topic
        self.kind = kind
        self.confirms = confirms
        self.text = text
        self.html = html
    }

    private enum CodingKeys: String, CodingKey {
        case name, subject, preheader, from
        case replyTo = "reply_to"
        case topic, kind
        case confirms = "confirm"
        case text, html
    }
}
