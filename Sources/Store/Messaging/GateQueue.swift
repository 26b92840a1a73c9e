package import Automation
package import Foundation
package import Postgres

/// A due send that waits for its gate.
package struct GatedSend: Sendable {
    /// The arrival at a step that requested it.
    package struct Visit: Sendable {
        package let enrollment: EnrollmentID
        package let workflow: WorkflowVersion
        package let step: StepID
    }

    package let job: Int64
    package let contact: ContactID
    /// Nil: an integration enqueued it, and it belongs to no enrollment.
    package let visit: Visit?
    /// The contact's zone by name; nil when unknown.
    package let zone: String?
    /// The enrollment has ended, or its job is now another one.
    package let isEnded: Bool
    /// Since when its workflow is paused; nil when it is not.
    package let pausedSince: Date?
    /// Why nothing may be sent to the contact; nil when sending is allowed.
    package let blocked: String?
    /// Where it goes; nil if its contact has no address.
    package let destination: Destination?
    /// When the send was requested. The waiting time of a blocked send counts from here.
    package let since: Date
    /// The reason of its last verdict; nil when this is the first.
    package let lastReason: String?
}

/// The sends at their gate, urgent ones first. Each lane leaves room for the lanes after it.
package struct ReadGatedSends: Statement {
    package let limit: Int

    package init(limit: Int) { self.limit = limit }

    package static let sql = "SELECT * FROM automation.at_gate($1)"
    package var parameters: [Parameter] { [.int(limit)] }
    package static func read(_ row: borrowing Row) throws -> GatedSend {
        let state = try row.text("workflow_state")
        return GatedSend(
            job: try row.integer("job_id"),
            contact: ContactID(rawValue: try row.integer("contact_id")),
            visit: state == "none" ? nil : try visit(row),
            zone: try row.optionalText("time_zone"),
            isEnded: state == "ended",
            pausedSince: try row.optionalTimestamp("paused_since"),
            blocked: try row.optionalText("blocked"),
            destination: try row.optionalText("destination").map(Destination.init),
            since: try row.timestamp("enqueued_at"),
            lastReason: try row.optionalText("note")
        )
    }

    private static func visit(_ row: borrowing Row) throws -> GatedSend.Visit {
        GatedSend.Visit(
            enrollment: EnrollmentID(rawValue: try row.integer("enrollment_id")),
            workflow: WorkflowVersion(try row.text("workflow"), try row.int("version")),
            step: StepID(try row.text("step"))
        )
    }
}

/// Why a due send did not leave immediately.
package struct SendVerdict: Sendable {
    package enum Word: String, Sendable { case later, skip, exit }

    package let send: GatedSend
    package let word: Word
    package let until: Date?
    package let reason: String

    package init(_ word: Word, for send: GatedSend, until: Date? = nil, because reason: String) {
        (self.word, self.send, self.until, self.reason) = (word, send, until, reason)
    }

    /// False for a send that still waits for the same reason as before.
    package var isNews: Bool { word != .later || send.lastReason != reason }
}

package struct RecordVerdicts: Statement {
    package let verdicts: [SendVerdict]

    package init(_ verdicts: [SendVerdict]) { self.verdicts = verdicts }

    package static let sql = "SELECT messaging.record_verdicts($1, $2, $3, $4, $5, $6, $7, $8)"
    package var parameters: [Parameter] {
        [
            .integers(verdicts.map(\.send.job)), .integers(verdicts.map(\.send.contact.rawValue)),
            .optionalIntegers(verdicts.map(\.send.visit?.enrollment.rawValue)),
            .texts(verdicts.map(\.send.visit?.workflow.name)),
            .texts(verdicts.map(\.send.visit?.step.rawValue)), .texts(verdicts.map(\.word.rawValue)),
            .timestamps(verdicts.map(\.until)), .texts(verdicts.map(\.reason)),
        ]
    }
    package static func read(_ row: borrowing Row) throws {}
}
