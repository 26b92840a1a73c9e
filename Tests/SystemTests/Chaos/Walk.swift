import Postgres

/// What became of one contact.
struct Walk: Sendable, CustomStringConvertible {
    let events: Int
    let enrollments: Int
    let completed: Int
    let steps: [String]
    let isGivenUp: Bool

    init(_ row: borrowing Row) throws {
        events = try row.int("events")
        enrollments = try row.int("enrollments")
        completed = try row.int("completed")
        steps = try row.texts("steps")
        isGivenUp = try row.boolean("given_up")
    }

    /// One event, one enrollment, each of its messages in the ledger once; or its job is listed as dead.
    var isWhole: Bool {
        events == 1 && enrollments == 1 && (isGivenUp || (completed == 1 && steps == ["ebook-link", "ebook-reminder"]))
    }

    var description: String {
        "\(events) events, \(enrollments) enrollments, \(completed) completed, messages \(steps)"
            + (isGivenUp ? ", given up" : "")
    }

    /// Each table is read once: nothing here has been analyzed.
    static let sql = """
        WITH event AS (
            SELECT contact_id AS id, count(*) AS events FROM crm.events GROUP BY contact_id
        ), held AS (
            SELECT contact_id AS id, count(*) AS enrollments, count(*) FILTER (WHERE end_reason = 'completed') AS completed,
                   bool_or(enrollments.id::text = ANY (ARRAY(SELECT payload ->> 'enrollment' FROM queue.dead))) AS given_up
            FROM automation.enrollments GROUP BY contact_id
        ), sent AS (
            SELECT contact_id AS id, array_agg(email ORDER BY email) AS steps FROM messaging.deliveries GROUP BY contact_id
        )
        SELECT contact.email, coalesce(events, 0) AS events, coalesce(enrollments, 0) AS enrollments,
               coalesce(completed, 0) AS completed, coalesce(given_up, false) AS given_up, coalesce(steps, '{}') AS steps
        FROM crm.contacts AS contact
        LEFT JOIN event USING (id) LEFT JOIN held USING (id) LEFT JOIN sent USING (id)
        """
}
