package import Automation
package import Postgres

/// One line of a contact's history in a workflow.
package struct HistoryLine: Sendable, Hashable {
    package enum What: String, Sendable {
        case branched, waits, set, listed, unlisted, sends, sent, postponed
        /// What a step asked for was so already.
        case kept
        case notSent = "not sent"
    }

    package let enrollment: EnrollmentID
    package let contact: ContactID
    package let workflow: WorkflowVersion
    package let step: StepID?
    package let what: What
    package let detail: String?

    package init(
        _ what: What,
        _ detail: String?,
        enrollment: EnrollmentID,
        contact: ContactID,
        workflow: WorkflowVersion,
        step: StepID?
    ) {
        (self.what, self.detail) = (what, detail)
        (self.enrollment, self.contact, self.workflow, self.step) = (enrollment, contact, workflow, step)
    }
}

package struct NoteHistory: Statement {
    package let lines: [HistoryLine]

    package init(_ lines: [HistoryLine]) { self.lines = lines }

    package static let sql = "SELECT automation.note($1, $2, $3, $4, $5, $6, $7)"
    package var parameters: [Parameter] {
        [
            .integers(lines.map(\.enrollment.rawValue)), .integers(lines.map(\.contact.rawValue)),
            .texts(lines.map(\.workflow.name)), .ints(lines.map(\.workflow.version)),
            .texts(lines.map { $0.step?.rawValue }),
            .texts(lines.map(\.what.rawValue)), .texts(lines.map(\.detail)),
        ]
    }
    package static func read(_ row: borrowing Row) throws {}
}
