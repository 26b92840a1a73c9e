package import Automation
package import Foundation
package import Postgres

/// Finds when time alone can change a filter's answer: the earliest moment that one of its parts names.
extension FilterSQL {
    /// An expression for a moment after `present.now`, or null if the answer stays as it is. It may be too early, but
    /// never too late: after an early look the next moment is computed again.
    mutating func turn(_ filter: Filter) -> String {
        let moments = turns(filter)
        return moments.isEmpty ? "NULL::timestamptz" : "least(\(moments.joined(separator: ", ")))"
    }

    private mutating func turns(_ filter: Filter) -> [String] {
        switch filter {
        case .property(let test):
            let value = ValueSQL(of: test.property, in: &text)
            return value.turns(of: test.comparison, in: &text).map { turn(at: $0) }
        case .event(let test): return turns(test)
        case .all, .any, .not: return filter.parts.flatMap { turns($0) }
        case .stage, .inList, .segment, .inWorkflow: return []
        }
    }

    private mutating func turns(_ test: EventTest) -> [String] {
        var moments = [turn(at: "event.occurred_at")]
        if let span = test.within { moments.append(turn(at: text.end(of: span, from: "event.occurred_at"))) }
        for field in test.fields {
            let value = ValueSQL(of: field.field, in: "event.properties", &text)
            moments += value.turns(of: field.comparison, in: &text).map { turn(at: $0) }
        }
        var conditions = ["event.contact_id = contact.id", isNamed(test.name)]
        if let span = test.within {
            conditions.append(isRecent(span))
        } else if moments.count == 1 {
            conditions.append("event.occurred_at > present.now")
        }
        return [
            """
            (SELECT min(least(\(moments.joined(separator: ", ")))) FROM crm.events AS event \
            WHERE \(conditions.joined(separator: " AND ")))
            """
        ]
    }

    private func turn(at moment: String) -> String { "automation.turn(\(moment), present.now)" }
}

/// Records when time alone can next change the answer of a workflow's filters for some contacts, or for all.
package struct ForeseeTurns: Statement {
    package static let sql = ""
    package static let isPrepared = false
    package let text: String
    package let parameters: [Parameter]

    package init(_ filter: Filter, workflow: String, of contacts: [ContactID], in workspaceZone: TimeZone) {
        self.init(
            filter,
            in: workspaceZone,
            after: [.text(workflow), .integers(contacts.map(\.rawValue))],
            from: "unnest($2) AS candidate (id) JOIN crm.contacts AS contact ON contact.id = candidate.id"
        )
    }

    package init(ofEveryoneBy filter: Filter, workflow: String, in workspaceZone: TimeZone) {
        self.init(filter, in: workspaceZone, after: [.text(workflow)], from: "crm.contacts AS contact")
    }

    private init(
        _ filter: Filter,
        in workspaceZone: TimeZone,
        after parameters: [Parameter],
        from contacts: String
    ) {
        var compiler = FilterSQL(after: parameters, in: workspaceZone)
        let turn = compiler.turn(filter)
        text = """
            WITH foreseen AS MATERIALIZED (
                SELECT contact.id, \(turn) AS at
                FROM \(contacts)
                LEFT JOIN crm.companies AS company ON company.id = contact.company_id
                CROSS JOIN (SELECT clock.now()) AS present (now)
                \(compiler.text.calendarJoin)
            ), settled AS (
                DELETE FROM automation.turns USING foreseen
                WHERE turns.workflow = $1 AND turns.contact_id = foreseen.id AND foreseen.at IS NULL
            )
            INSERT INTO automation.turns AS turn (workflow, contact_id, at)
            SELECT $1, id, at FROM foreseen WHERE at IS NOT NULL ORDER BY id
            ON CONFLICT (workflow, contact_id) DO UPDATE SET at = excluded.at WHERE turn.at <> excluded.at
            """
        self.parameters = compiler.text.parameters
    }

    package static func read(_ row: borrowing Row) throws {}
}
