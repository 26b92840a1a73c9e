package import Automation
package import Foundation
package import Postgres

/// A change that no workflow has reacted to yet.
package struct CapturedChange: Sendable {
    package let id: Int64
    package let contact: ContactID
    package let at: Date
    package let what: WhatChanged
    /// The number of the event, for an event.
    package let event: Int64?
    /// The contact whose merge wrote this change; nil for any other change.
    package let mergedFrom: ContactID?
}

/// Takes the oldest changes. The caller must react to them in the same transaction. Changes of contacts that another
/// session holds stay.
package struct TakeChanges: Statement {
    package let term: Int64
    package let limit: Int
    /// Contacts whose changes stay in any case.
    package let spared: Set<ContactID>

    package init(term: Int64, limit: Int, sparing spared: Set<ContactID> = []) {
        (self.term, self.limit, self.spared) = (term, limit, spared)
    }

    package static let sql = """
        SELECT id, contact_id, at, kind, names, data, workflow, event_id, merged_from
        FROM automation.take_changes($1, $2, $3)
        """
    package var parameters: [Parameter] { [.integer(term), .int(limit), .integers(spared.map(\.rawValue))] }
    package static func read(_ row: borrowing Row) throws -> CapturedChange {
        let word = try row.text("kind")
        guard let kind = WhatChanged.Kind(rawValue: word) else {
            throw DecodingFailure(column: "kind", wanted: "a kind of change", reason: "\"\(word)\" is not one")
        }
        return CapturedChange(
            id: try row.integer("id"),
            contact: ContactID(rawValue: try row.integer("contact_id")),
            at: try row.timestamp("at"),
            what: WhatChanged(
                kind,
                try row.texts("names"),
                data: try row.optionalJSON("data"),
                for: try row.optionalText("workflow")
            ),
            event: try row.optionalInteger("event_id"),
            mergedFrom: try row.optionalInteger("merged_from").map(ContactID.init(rawValue:))
        )
    }
}
