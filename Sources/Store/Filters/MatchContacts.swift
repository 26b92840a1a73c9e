package import Automation
package import Foundation
package import Postgres

/// A contact that a filter is evaluated for, and the start of the enrollment that asks, if one does.
package struct Candidate: Sendable, Hashable {
    package let contact: ContactID
    package let since: Date?

    package init(_ contact: ContactID, since: Date? = nil) { (self.contact, self.since) = (contact, since) }
}

/// Returns which of some contacts match a filter now. It is one statement for any number of contacts.
package struct MatchContacts: Statement {
    package static let sql = ""
    package static let isPrepared = false
    package let text: String
    package let parameters: [Parameter]

    /// The filter's segments must have been resolved.
    package init(_ filter: Filter, among candidates: [Candidate], in workspaceZone: TimeZone) {
        let asked: [Parameter] = [
            .integers(candidates.map(\.contact.rawValue)), .timestamps(candidates.map(\.since)),
        ]
        var compiler = FilterSQL(after: asked, in: workspaceZone)
        let condition = compiler.condition(filter)
        text = """
            SELECT contact.id
            FROM unnest($1, $2) AS candidate (id, since)
            JOIN crm.contacts AS contact ON contact.id = candidate.id
            LEFT JOIN crm.companies AS company ON company.id = contact.company_id
            CROSS JOIN (SELECT clock.now()) AS present (now)
            \(compiler.text.calendarJoin)
            WHERE \(condition)
            """
        parameters = compiler.text.parameters
    }

    package static func read(_ row: borrowing Row) throws -> ContactID { ContactID(rawValue: try row.integer("id")) }
}

/// Records every contact who matches a trigger now, so that only contacts who begin to match later are enrolled.
package struct SeedMatches: Statement {
    package static let sql = ""
    package static let isPrepared = false
    package let text: String
    package let parameters: [Parameter]

    package init(_ filter: Filter, workflow: String, trigger: Int, in workspaceZone: TimeZone) {
        var everyone = Everyone(after: [.text(workflow), .int(trigger)], in: workspaceZone)
        text = """
            INSERT INTO automation.matches (workflow, trigger, contact_id)
            SELECT $1, $2, contact.id \(everyone.matching(filter))
            ON CONFLICT DO NOTHING
            """
        parameters = everyone.parameters
    }

    package static func read(_ row: borrowing Row) throws {}
}

/// Requests the enrollment of every contact who matches a filter now.
package struct AskForMatching: Statement {
    package static let sql = ""
    package static let isPrepared = false
    package let text: String
    package let parameters: [Parameter]

    package init(_ filter: Filter, workflow: String, in workspaceZone: TimeZone) {
        var everyone = Everyone(after: [.text(workflow)], in: workspaceZone)
        text = """
            INSERT INTO crm.changes (contact_id, at, kind, names, data)
            SELECT contact.id, present.now, 'asked', ARRAY[$1],
                   jsonb_build_object('ask', 'enroll', 'by', session_user, 'reason', 'matched when the workflow was applied')
            \(everyone.matching(filter))
            """
        parameters = everyone.parameters
    }

    package static func read(_ row: borrowing Row) throws {}
}

/// The FROM and WHERE clauses of a question about all contacts.
private struct Everyone {
    private var compiler: FilterSQL

    init(after parameters: [Parameter], in workspaceZone: TimeZone) {
        compiler = FilterSQL(after: parameters, in: workspaceZone)
    }

    var parameters: [Parameter] { compiler.text.parameters }

    mutating func matching(_ filter: Filter) -> String {
        let condition = compiler.condition(filter)
        return """
            FROM crm.contacts AS contact
            LEFT JOIN crm.companies AS company ON company.id = contact.company_id
            CROSS JOIN (SELECT clock.now()) AS present (now)
            CROSS JOIN (SELECT NULL::timestamptz) AS candidate (since)
            \(compiler.text.calendarJoin)
            WHERE \(condition)
            """
    }
}

/// An occurrence of an event: its contact, and its own data as JSON.
package struct Occurrence: Sendable, Hashable {
    package let contact: ContactID
    package let data: String?

    package init(of contact: ContactID, _ data: String?) { (self.contact, self.data) = (contact, data) }
}

/// Returns which of some occurrences of an event pass a trigger's tests of their data, by their index in the list.
package struct MatchEvents: Statement {
    package static let sql = ""
    package static let isPrepared = false
    package let text: String
    package let parameters: [Parameter]

    package init(_ fields: [FieldTest], among occurrences: [Occurrence], in workspaceZone: TimeZone) {
        let asked: [Parameter] = [
            .integers(occurrences.map(\.contact.rawValue)), .jsons(occurrences.map(\.data)),
        ]
        var compiler = FilterSQL(after: asked, in: workspaceZone)
        let condition = compiler.condition(fields, of: "event.data")
        text = """
            SELECT event.place
            FROM unnest($1, $2) WITH ORDINALITY AS event (contact_id, data, place)
            LEFT JOIN crm.contacts AS contact ON contact.id = event.contact_id
            CROSS JOIN (SELECT clock.now()) AS present (now)
            \(compiler.text.calendarJoin)
            WHERE \(condition)
            """
        parameters = compiler.text.parameters
    }

    /// Counted from 0.
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("place") - 1 }
}
