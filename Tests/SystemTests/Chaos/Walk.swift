import Postgres

/// The result for one contact.
struct Walk: Sendable, CustomStringConvertible {
    let events: Int
    let enrollments: Int
    let completed: Int
    /// The e-mails in the ledger, including those of an order.
    let emails: [String]
    let hasOrder: Bool
    /// Whether the enrollment's job, or the order's, is listed as dead.
    let isGivenUp: Bool
    let isOrderGivenUp: Bool

    init(_ row: borrowing Row) throws {
        events = try row.int("events")
        enrollments = try row.int("enrollments")
        completed = try row.int("completed")
        emails = try row.texts("emails")
        hasOrder = try row.boolean("has_order")
        isGivenUp = try row.boolean("given_up")
        isOrderGivenUp = try row.boolean("order_given_up")
    }

    /// The e-mail that an order sends.
    static let ordered = "nurture-1"

    /// One event, one enrollment, and each message of the enrollment and of the order once in the ledger; or its job is
    /// dead.
    var isWhole: Bool {
        let ofOrder = emails.filter { $0 == Self.ordered }
        let ofWalk = emails.filter { $0 != Self.ordered }
        return events == 1 && enrollments == 1
            && (isGivenUp || (completed == 1 && ofWalk == ["ebook-link", "ebook-reminder"]))
            && (isOrderGivenUp || ofOrder == (hasOrder ? [Self.ordered] : []))
    }

    var description: String {
        "\(events) events, \(enrollments) enrollments, \(completed) completed, messages \(emails)"
            + (isGivenUp ? ", given up" : "")
    }

    /// Reads each table only once, because nothing here has been analyzed.
    static let sql = """
        WITH event AS (
            SELECT contact_id AS id, count(*) AS events FROM crm.events GROUP BY contact_id
        ), held AS (
            SELECT contact_id AS id, count(*) AS enrollments, count(*) FILTER (WHERE end_reason = 'completed') AS completed,
                   bool_or(enrollments.id::text = ANY (ARRAY(SELECT payload ->> 'enrollment' FROM queue.dead))) AS given_up
            FROM automation.enrollments GROUP BY contact_id
        ), sent AS (
            SELECT contact_id AS id, array_agg(email ORDER BY email) AS emails FROM messaging.deliveries GROUP BY contact_id
        ), forgone AS (
            SELECT DISTINCT (payload ->> 'contact')::bigint AS id FROM queue.dead WHERE kind = 'send_email'
        )
        SELECT contact.email, coalesce(events, 0) AS events, coalesce(enrollments, 0) AS enrollments,
               coalesce(completed, 0) AS completed, coalesce(given_up, false) AS given_up, forgone.id IS NOT NULL AS order_given_up,
               coalesce(emails, '{}') AS emails, contact.email NOT LIKE 'first-%' AS has_order
        FROM crm.contacts AS contact
        LEFT JOIN event USING (id) LEFT JOIN held USING (id) LEFT JOIN sent USING (id) LEFT JOIN forgone USING (id)
        """
}
