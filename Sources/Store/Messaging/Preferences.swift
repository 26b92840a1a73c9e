package import Automation
package import Postgres

/// A topic as the preference page shows it to a contact.
package struct Preference: Sendable, Hashable {
    package enum State: String, Sendable {
        case granted, withdrawn, assumed
        case neverAsked = "never asked"
    }

    package let topic: String
    package let label: String
    package let description: String
    package let state: State

    /// Whether e-mails about it are sent.
    package var isWanted: Bool { state == .granted || state == .assumed }
}

/// Every topic with the state of a contact's consent; none if the contact no longer exists.
package struct ReadPreferences: Statement {
    package let contact: ContactID

    package init(of contact: ContactID) { self.contact = contact }

    package static let sql = "SELECT topic, label, description, state FROM messaging.preferences($1)"
    package var parameters: [Parameter] { [.integer(contact.rawValue)] }
    package static func read(_ row: borrowing Row) throws -> Preference {
        let word = try row.text("state")
        guard let state = Preference.State(rawValue: word) else {
            throw DecodingFailure(column: "state", wanted: "a state of consent", reason: "\"\(word)\" is not one")
        }
        return Preference(
            topic: try row.text("topic"),
            label: try row.text("label"),
            description: try row.text("description"),
            state: state
        )
    }
}

/// Saves a contact's choices on its preference page.
package struct SaveChoice: Statement {
    package let contact: ContactID
    /// The topics the page offered.
    package let shown: [String]
    /// The topics among them that the contact wants.
    package let wanted: [String]
    /// The text that the page showed beside them.
    package let wording: String

    package init(of contact: ContactID, shown: [String], wanted: [String], wording: String) {
        (self.contact, self.shown, self.wanted, self.wording) = (contact, shown, wanted, wording)
    }

    package static let sql = "SELECT messaging.choose($1, $2, $3, $4) AS news"
    package var parameters: [Parameter] {
        [.integer(contact.rawValue), .texts(shown), .texts(wanted), .text(wording)]
    }

    /// How many of the choices changed something.
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("news") }
}
