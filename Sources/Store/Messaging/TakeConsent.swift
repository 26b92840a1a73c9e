package import Automation
package import Postgres

/// Records what contacts say about topics of e-mails, as it comes from outside. Answers that cannot be understood are
/// listed in `crm.refused`.
package struct TakeConsent: Statement {
    /// One answer of one contact.
    package struct Word: Encodable, Sendable, Hashable {
        let contact: Int64
        let topic: String
        let given: Bool?
        let basis: String?
        let wording: String?
        let value: String?

        /// - Parameters:
        ///   - topic: `*` stands for all topics.
        ///   - given: nil when the answer is neither yes nor no.
        ///   - wording: the text that the contact saw when it agreed.
        ///   - value: the original answer, for `crm.refused`.
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

    /// - Parameter door: how the answers arrived: `form`, `api` or `confirmation`.
    package init(_ words: [Word], at door: String) throws { parameters = [try .encoding(words), .text(door)] }

    package static let sql = "SELECT news, refused FROM messaging.take_consent($1, $2)"

    /// How many of the answers changed something, and how many could not be kept.
    package static func read(_ row: borrowing Row) throws -> (news: Int, refused: Int) {
        (try row.int("news"), try row.int("refused"))
    }
}
