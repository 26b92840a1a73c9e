import Automation
import Engine
import Foundation
import Postgres

/// A number of workflows, one of which starts with the form that is sent. The others start with another form, with a
/// contact's new city, or with a list. All have a goal and exclude a list, as real workflows do.
struct FormWorkflows {
    let count: Int

    /// The form that starts the one workflow.
    static let form = "form-0"
    static let name = "workflow-0"

    func publish(in database: BenchDatabase) async throws {
        let publication = Publication(
            workflows: (0..<count).map { .init(Self.workflow($0), source: "made for a measurement") },
            emails: [],
            segments: [],
            lists: ["customers"] + (0..<count).map { "list-\($0)" },
            properties: .standard
        )
        _ = try await database.connection.transaction { try await publication.apply(on: $0, in: .gmt) }
    }

    private static func workflow(_ number: Int) -> Workflow {
        Workflow(
            "workflow-\(number)",
            enroll: EnrollmentRules([trigger(number)], unless: .inList("customers")),
            goal: .stage(StageTest(.atLeast, .customer)),
            steps: [Step("note", .perform(.set([.assign(PropertyReference("lead_status"), .text("asked"))])))]
        )
    }

    private static func trigger(_ number: Int) -> Trigger {
        switch number % 3 {
        case 0: .event(EventTrigger("form_submitted", where: [FieldTest("form", .equals(.text("form-\(number)")))]))
        case 1: .filter(.property(PropertyTest(PropertyReference("city"), .equals(.text("city \(number)")))))
        default: .listJoined("list-\(number)")
        }
    }
}
