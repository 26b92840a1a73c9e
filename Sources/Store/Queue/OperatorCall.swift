package import Postgres

/// A question or command of an operator, the same as in psql. The answer is for the operator to read.
///
/// `22023` is the SQLSTATE of a refusal: a queue, an action or a filter that does not exist, or a missing reason.
package struct OperatorCall: Sendable {
    /// Texts as PostgreSQL writes them; nil is NULL.
    package struct Answer: Sendable {
        package let columns: [String]
        package let rows: [[String?]]

        package init(columns: [String], rows: [[String?]]) { (self.columns, self.rows) = (columns, rows) }
    }

    private let sql: String
    private let parameters: [Parameter]

    private init(_ sql: String, _ parameters: [Parameter] = []) { (self.sql, self.parameters) = (sql, parameters) }

    package func run(on connection: Connection) async throws -> Answer {
        let rows = try await connection.query(sql, parameters)
        let columns = rows.first?.columns ?? []
        return Answer(columns: columns, rows: try rows.map { row in try columns.map { try row.optionalText($0) } })
    }

    package static let overview = OperatorCall("SELECT * FROM queue.overview")
    package static let health = OperatorCall(
        "SELECT what, CASE WHEN well THEN 'well' ELSE 'LOOK' END AS state, finding, help FROM queue.health"
    )
    package static let kinds = OperatorCall(
        "SELECT queue, kind, description, coalesce(jsonb_pretty(payload), 'any object') AS payload FROM queue.kinds WHERE NOT internal ORDER BY queue, kind"
    )
    package static func audit(latest count: Int) -> OperatorCall {
        OperatorCall(
            """
            SELECT id, verb, subject::text, matched, changed, coalesce(applied_by, previewed_by) AS who,
                   date_trunc('second', coalesce(applied_at, previewed_at)) AS at, coalesce(reason, '(a preview)') AS why,
                   CASE WHEN undone_at IS NOT NULL THEN format('%s of them by %s: %s', restored, undone_by, undo_reason) END AS undone
            FROM queue.audit ORDER BY id DESC LIMIT $1
            """,
            [.int(count)]
        )
    }
    package static func why(_ job: Int64) -> OperatorCall {
        OperatorCall("SELECT * FROM queue.why($1)", [.integer(job)])
    }
    package static func pause(_ queue: String, because reason: String) -> OperatorCall {
        OperatorCall("SELECT queue.pause($1, $2)", [.text(queue), .text(reason)])
    }
    package static func resume(_ queue: String, because reason: String) -> OperatorCall {
        OperatorCall("SELECT queue.resume($1, $2)", [.text(queue), .text(reason)])
    }
    /// Nil removes a limit.
    package static func limit(_ queue: String, atOnce: Int?, perSecond: Double?, because reason: String) -> OperatorCall
    {
        OperatorCall(
            "SELECT queue.set_limits($1, $2, $3, $4::real)",
            [.text(queue), .text(reason), .int(atOnce), .double(perSecond)]
        )
    }
    package static func cancel(_ job: Int64, because reason: String) -> OperatorCall {
        OperatorCall("SELECT queue.cancel($1, $2)", [.integer(job), .text(reason)])
    }
    package static func runNow(_ job: Int64, because reason: String) -> OperatorCall {
        OperatorCall("SELECT queue.run_now($1, $2)", [.integer(job), .text(reason)])
    }
    /// - Parameters:
    ///   - filter: a JSON object in the form of `queue.preview()`.
    ///   - runAt: a moment in any form that PostgreSQL reads; only for `reschedule`.
    package static func preview(_ verb: String, _ filter: String, runAt: String?, atMost limit: Int) -> OperatorCall {
        OperatorCall(
            "SELECT * FROM queue.preview($1, $2::jsonb, $3::timestamptz, $4)",
            [.text(verb), .literal(filter), .literal(runAt), .int(limit)]
        )
    }
    package static func apply(_ action: Int64, because reason: String) -> OperatorCall {
        OperatorCall("SELECT queue.apply($1, $2)", [.integer(action), .text(reason)])
    }
    /// - Parameters:
    ///   - other: a contact, by number, e-mail address or user id.
    ///   - survivor: also a contact, by any of these.
    package static func merge(_ other: String, into survivor: String) -> OperatorCall {
        OperatorCall(
            "SELECT format('one contact now: %s', crm.merge(crm.contact_called($1), crm.contact_called($2)))",
            [.text(survivor), .text(other)]
        )
    }
    package static func erase(_ contact: String, because reason: String) -> OperatorCall {
        OperatorCall("SELECT crm.erase(crm.contact_called($1), $2)", [.text(contact), .text(reason)])
    }
    package static func enroll(_ contact: String, in workflow: String, because reason: String) -> OperatorCall {
        OperatorCall(
            "SELECT concat(automation.enroll($1, crm.contact_called($2), $3), 'asked for: the coordinator answers')",
            [.text(workflow), .text(contact), .text(reason)]
        )
    }
    package static func unenroll(_ contact: String, from workflow: String, because reason: String) -> OperatorCall {
        OperatorCall(
            "SELECT concat(automation.unenroll($1, crm.contact_called($2), $3), 'asked for: the coordinator answers')",
            [.text(workflow), .text(contact), .text(reason)]
        )
    }
    package static func export(_ contact: String) -> OperatorCall {
        OperatorCall("SELECT jsonb_pretty(automation.export(crm.contact_called($1)))", [.text(contact)])
    }
    package static func consent(of contact: String) -> OperatorCall {
        OperatorCall("SELECT topic, state FROM messaging.preferences(crm.contact_called($1))", [.text(contact)])
    }
    package static func resubscribe(_ contact: String, to topic: String, because reason: String) -> OperatorCall {
        OperatorCall(
            "SELECT messaging.resubscribe(crm.contact_called($1), $2, $3)",
            [.text(contact), .text(topic), .text(reason)]
        )
    }
    /// What `automation.forget()` would drop now. A category without a span is kept.
    package static func forgettable(_ spans: [(RetentionCategory, Duration?)]) -> OperatorCall {
        OperatorCall(
            """
            SELECT category, kept, place, date_trunc('second', from_at) AS "from", date_trunc('second', to_at) AS "to", leaves, rows
            FROM automation.forgettable($1, $2)
            """,
            [.texts(spans.map(\.0.rawValue)), .intervals(spans.map(\.1))]
        )
    }
    package static let refused = OperatorCall(
        """
        SELECT door, field, why, times, date_trunc('second', latest) AS latest, example FROM crm.refused_recently
        """
    )
    package static func undo(_ action: Int64, because reason: String) -> OperatorCall {
        OperatorCall("SELECT queue.undo($1, $2)", [.integer(action), .text(reason)])
    }
}
