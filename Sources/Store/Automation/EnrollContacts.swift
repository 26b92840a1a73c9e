package import Automation
package import Foundation
package import Postgres

/// A contact that a trigger has found.
package struct Candidacy: Sendable {
    package let contact: ContactID
    /// The reason, in words: `submitted form ebook`.
    package let because: String
    /// The event's own data, or the request (JSON).
    package let data: String?
    /// The number of the event that enrolls; nil when something else does.
    package let event: Int64?
    /// The event that gets an enrollment of its own, if the workflow enrolls once per occurrence.
    package let occurrence: Int64?
    /// Whether an enrollment of this contact has just been ended so that it begins anew.
    package var isRestarted = false
    /// A reason that already speaks against the enrollment.
    package var refusal: String?

    package init(
        _ contact: ContactID,
        because: String,
        data: String? = nil,
        event: Int64? = nil,
        isWalkOfItsOwn: Bool = false,
        refusal: String? = nil
    ) {
        (self.contact, self.because, self.data, self.event) = (contact, because, data, event)
        (occurrence, self.refusal) = (isWalkOfItsOwn ? event : nil, refusal)
    }
}

/// The result of a candidacy.
package struct EnrollmentAnswer: Sendable {
    package let contact: ContactID
    package let enrollment: EnrollmentID?
    package let refusal: String?
}

/// Enrolls contacts in a workflow, one job each, in the caller's transaction.
package struct EnrollContacts: Statement {
    package let term: Int64
    package let workflow: WorkflowVersion
    package let firstStep: StepID?
    package let candidacies: [Candidacy]
    /// A contact whose last enrollment ended later than this is not enrolled again.
    package let againBefore: Date?

    package init(
        term: Int64,
        workflow: WorkflowVersion,
        firstStep: StepID?,
        candidacies: [Candidacy],
        againBefore: Date?
    ) {
        (self.term, self.workflow, self.firstStep) = (term, workflow, firstStep)
        (self.candidacies, self.againBefore) = (candidacies, againBefore)
    }

    package static let sql = """
        SELECT contact_id, enrollment_id, refusal
        FROM automation.enroll_many($1, $2, $3, $4, $5,
            ARRAY(SELECT jsonb_build_object('because', because, 'data', data)
                  FROM unnest($6::text[], $7::jsonb[]) WITH ORDINALITY AS cause (because, data, place) ORDER BY place),
            $8, $9, $10, coalesce($11::timestamptz, '-infinity'))
        """
    package var parameters: [Parameter] {
        [
            .integer(term), .text(workflow.name), .int(workflow.version), .text(firstStep?.rawValue),
            .integers(candidacies.map(\.contact.rawValue)), .texts(candidacies.map(\.because)),
            .jsons(candidacies.map(\.data)), .texts(candidacies.map(\.refusal)),
            .optionalIntegers(candidacies.map(\.occurrence)),
            .booleans(candidacies.map(\.isRestarted)), .timestamp(againBefore),
        ]
    }
    package static func read(_ row: borrowing Row) throws -> EnrollmentAnswer {
        EnrollmentAnswer(
            contact: ContactID(rawValue: try row.integer("contact_id")),
            enrollment: try row.optionalInteger("enrollment_id").map { EnrollmentID(rawValue: $0) },
            refusal: try row.optionalText("refusal")
        )
    }
}

/// Records which of the looked-at contacts match a trigger. Returns those that have just begun to match.
package struct CrossEdge: Statement {
    package let workflow: String
    package let trigger: Int
    package let lookedAt: [ContactID]
    package let matching: [ContactID]

    package init(workflow: String, trigger: Int, lookedAt: [ContactID], matching: [ContactID]) {
        (self.workflow, self.trigger, self.lookedAt, self.matching) = (workflow, trigger, lookedAt, matching)
    }

    package static let sql = "SELECT automation.cross_edge($1, $2, $3, $4) AS id"
    package var parameters: [Parameter] {
        [.text(workflow), .int(trigger), .integers(lookedAt.map(\.rawValue)), .integers(matching.map(\.rawValue))]
    }
    package static func read(_ row: borrowing Row) throws -> ContactID { ContactID(rawValue: try row.integer("id")) }
}

/// The contacts among these who are enrolled in a workflow now, and since when.
package struct InsideWorkflow: Statement {
    package struct Walk: Sendable {
        package let id: EnrollmentID
        package let contact: ContactID
        package let version: Int
        package let enrolledAt: Date
        /// The step at which the enrollment rests.
        package let step: StepID?
    }

    package let workflow: String
    package let contacts: [ContactID]

    package init(_ workflow: String, among contacts: [ContactID]) {
        (self.workflow, self.contacts) = (workflow, contacts)
    }

    package static let sql = "SELECT id, contact_id, version, enrolled_at, step FROM automation.inside($1, $2)"
    package var parameters: [Parameter] { [.text(workflow), .integers(contacts.map(\.rawValue))] }
    package static func read(_ row: borrowing Row) throws -> Walk {
        Walk(
            id: EnrollmentID(rawValue: try row.integer("id")),
            contact: ContactID(rawValue: try row.integer("contact_id")),
            version: try row.int("version"),
            enrolledAt: try row.timestamp("enrolled_at"),
            step: try row.optionalText("step").map { StepID($0) }
        )
    }
}
