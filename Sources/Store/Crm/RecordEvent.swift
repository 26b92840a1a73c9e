package import Automation
package import Foundation
package import Postgres

/// Records an event of a contact, once per message id.
package struct RecordEvent: Statement {
    package let contact: ContactID
    package let name: String
    /// A JSON object.
    package let properties: String
    /// Nil: now.
    package let occurredAt: Date?
    package let messageID: String?

    package init(
        _ name: String,
        of contact: ContactID,
        properties: String = "{}",
        occurredAt: Date? = nil,
        messageID: String? = nil
    ) {
        (self.contact, self.name, self.properties) = (contact, name, properties)
        (self.occurredAt, self.messageID) = (occurredAt, messageID)
    }

    package static let sql = "SELECT crm.record_event($1, $2, $3, $4, $5) AS event"

    package var parameters: [Parameter] {
        [.integer(contact.rawValue), .text(name), .json(properties), .timestamp(occurredAt), .text(messageID)]
    }

    /// The event's number; nil if its message id was recorded before.
    package static func read(_ row: borrowing Row) throws -> Int64? { try row.optionalInteger("event") }
}
