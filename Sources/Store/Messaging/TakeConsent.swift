package import Automation
package import Postgres

/// What contacts say to e-mails about topics, as it comes in at a door. What cannot be understood is listed in
/// `crm.refused`.
package struct TakeConsent: Statement {
    /// One word of one contact.
    package struct Word: Encodable, Sendable, Hashable {
        let contact: Int64
        let topic: String
        let given: Bool?
        let basis: String?
        let wording: String?
        let value: String?

        /// - Parameters:
        ///   - topic: `*` is all of them.
        ///   - given: nil when what was said is neither yes nor no.
        ///   - wording: what the contact was shown when it agreed.
        ///   - value: what was said, for `crm.refused`.
        package init(
            of contact: ContactID,
            on topic: String,
            given: Bool?,
            wording: String? = nil,
            value: String? = nil
        ) {
            (self.contact, self.topic, self.given) = (contact.rawValue, topic, given)
            (basis, self.wording, self.value) = (given == true ? "consent" : nil, wording, value)
        }
    }

    package let parameters: [Parameter]

    /// - Parameter door: how the words came: `form`, `api` or `confirmation`.
    package init(_ words: [Word], at door: String) throws { parameters = [try .encoding(words), .text(door)] }

    package static let sql = "SELECT news, refused FROM messaging.take_consent($1, $2)"

    /// How many of the words were news, and how many could not be kept.
    package static func read(_ row: borrowing Row) throws -> (news: Int, refused: Int) {
        (try row.int("news"), try row.int("refused"))
    }
}
