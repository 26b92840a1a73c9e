package import Automation
package import Foundation
package import Store

/// One enrollment on its way from step to step.
package struct Walker: Sendable {
    package let id: EnrollmentID
    package let contact: ContactID
    package let workflow: WorkflowVersion
    package let enrolledAt: Date
    let zone: String?
    /// The step that comes next; nil: the end of the steps.
    package internal(set) var step: StepID?
    package internal(set) var stepsTaken: Int

    package init(_ held: HeldEnrollment) {
        (id, contact, workflow, enrolledAt) = (held.id, held.contact, held.workflow, held.enrolledAt)
        (zone, step, stepsTaken) = (held.zone, held.step, held.stepsTaken)
    }

    /// An enrollment that will only end, at the step where it rests.
    package init(_ walk: InsideWorkflow.Walk, in workflow: String) {
        (id, contact, enrolledAt) = (walk.id, walk.contact, walk.enrolledAt)
        self.workflow = WorkflowVersion(workflow, walk.version)
        (zone, step, stepsTaken) = (nil, walk.step, 0)
    }

    /// The same enrollment, after the step at which it rested.
    package func gone(to next: StepID?) -> Walker {
        var walker = self
        walker.step = next
        walker.stepsTaken += 1
        return walker
    }

    var candidate: Candidate { Candidate(contact, since: enrolledAt) }

    package func line(_ what: HistoryLine.What, _ detail: String?) -> HistoryLine {
        HistoryLine(what, detail, enrollment: id, contact: contact, workflow: workflow, step: step)
    }

    /// What leaving does to the contact; none of the steps does it.
    func lineOnExit(_ what: HistoryLine.What, _ detail: String) -> HistoryLine {
        HistoryLine(
            what,
            "\(detail) (on exit)",
            enrollment: id,
            contact: contact,
            workflow: workflow,
            step: nil
        )
    }
}

/// Walkers at the same step of the same version. The step does the same to all of them, at once.
struct Standing: Hashable {
    let workflow: WorkflowVersion
    let step: StepID?
}
