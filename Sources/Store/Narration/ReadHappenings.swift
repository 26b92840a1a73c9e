package import Automation
package import Foundation
package import Postgres

/// Something that happened to a contact, for people to read: a line of the history, a message, an event, a new stage.
package struct Happening: Sendable, Hashable {
    package enum What: String, Sendable {
        case enrolled, waits, listed, unlisted, ended
        case notEnrolled = "not enrolled"
        case notSent = "not sent"
        /// Handed over; the moment is that of its intent.
        case sent
        /// Due, and held back by its gate.
        case postponed
        /// An act of the contact, other than withdrawing consent.
        case did
        case unsubscribed
        case entered
    }

    package let contact: ContactID
    /// The moment, by the engine's clock.
    package let at: Date
    /// The contact's name, else the address.
    package let who: String
    /// The contact's time zone by name.
    package let zone: String?
    package let workflow: String?
    package let what: What
    /// The subject: the step, the e-mail, the form or the topic.
    package let subject: String?
    /// The reason, or the details.
    package let detail: String?
    package let until: Date?
}

/// What has happened lately, oldest first. It reads whole tables by time, so it is for demonstrations and not for large
/// installations.
///
/// Rows become visible in the order of their commits, not of their moments. Ask for an overlap, and skip known rows.
package struct ReadHappenings: Statement {
    package let since: Date
    package let overlap: Duration

    /// - Parameters:
    ///   - since: returns nothing earlier.
    ///   - overlap: how far to look back from now, in engine time.
    package init(since: Date, overlap: Duration) { (self.since, self.overlap) = (since, overlap) }

    package static let sql = """
        WITH horizon AS MATERIALIZED (
            SELECT greatest($1::timestamptz, clock.now() - $2::interval) AS since
        ), sends AS (
            SELECT DISTINCT enrollment_id, step, detail AS email FROM automation.history WHERE what = 'sends'
        ), happened AS (
            SELECT contact_id, at, workflow, what, coalesce(email, step) AS subject, detail,
                   CASE what WHEN 'waits' THEN substring(detail FROM 'until (.*)')::timestamptz END AS until
            FROM automation.history LEFT JOIN sends USING (enrollment_id, step), horizon
            WHERE at > since
              AND what IN ('enrolled', 'not enrolled', 'waits', 'listed', 'unlisted', 'not sent', 'ended')
            UNION ALL
            SELECT contact_id, at, workflow, 'postponed', coalesce(email, step), reason, until
            FROM messaging.verdicts LEFT JOIN sends USING (enrollment_id, step), horizon
            WHERE at > since AND verdict = 'later'
            UNION ALL
            SELECT contact_id, intent_at, workflow, 'sent', email, definition ->> 'subject', NULL
            FROM messaging.deliveries AS delivery
            JOIN messaging.emails AS written
              ON written.name = delivery.email AND written.version = delivery.email_version, horizon
            WHERE outcome_at > since AND state = 'sent'
            UNION ALL
            SELECT contact_id, received_at, NULL, 'did', coalesce(properties ->> 'form', properties ->> 'email'), name,
                   NULL
            FROM crm.events, horizon
            WHERE received_at > since
            UNION ALL
            SELECT contact_id, at, NULL, 'unsubscribed', topic, source, NULL
            FROM messaging.consent_events, horizon
            WHERE at > since AND NOT given
            UNION ALL
            SELECT contact_id, entered_at, NULL, 'entered', stage::text, NULL, NULL
            FROM crm.stage_history AS entered, horizon
            WHERE entered_at > since
              AND EXISTS (SELECT FROM crm.stage_history AS left_behind
                          WHERE left_behind.contact_id = entered.contact_id AND left_behind.left_at <= entered.entered_at)
        )
        SELECT happened.*, contact.time_zone AS zone,
               coalesce(nullif(concat_ws(' ', contact.first_name, contact.last_name), ''), contact.email,
                        'contact ' || contact.id) AS who
        FROM happened JOIN crm.contacts AS contact ON contact.id = happened.contact_id
        ORDER BY at, what, contact.id
        """

    package var parameters: [Parameter] { [.timestamp(since), .interval(overlap)] }

    package static func read(_ row: borrowing Row) throws -> Happening {
        Happening(
            contact: ContactID(rawValue: try row.integer("contact_id")),
            at: try row.timestamp("at"),
            who: try row.text("who"),
            zone: try row.optionalText("zone"),
            workflow: try row.optionalText("workflow"),
            what: try what(row),
            subject: try row.optionalText("subject"),
            detail: try row.optionalText("detail"),
            until: try row.optionalTimestamp("until")
        )
    }

    private static func what(_ row: borrowing Row) throws -> Happening.What {
        let word = try row.text("what")
        guard let what = Happening.What(rawValue: word) else {
            preconditionFailure("the statement answers \"\(word)\", which it does not know")
        }
        return what
    }
}
