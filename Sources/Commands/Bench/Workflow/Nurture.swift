import Automation
import Definitions
import Engine
import Foundation
import Postgres

/// The measured workflow: simple-nurture as it is shipped, but without sending hours.
struct Nurture {
    private let publication: Publication
    let emailsEach: Int

    init(_ catalog: Catalog) throws {
        guard let workflow = catalog.workflow(named: "simple-nurture") else {
            throw BenchFailure("the folder has no workflow \"simple-nurture\"")
        }
        var publication = try Publication(catalog)
        publication.workflows = publication.workflows.filter { $0.definition.name == workflow.name }.map { item in
            var workflow = item.definition
            workflow.hours = nil
            return Publication.Item(workflow, source: item.source)
        }
        (self.publication, emailsEach) = (publication, workflow.emails.count)
    }

    /// Publishes it, and makes the database's clock run fast.
    func prepare(_ database: BenchDatabase, secondsPerDay: Double) async throws {
        _ = try await database.connection.transaction { try await publication.apply(on: $0, in: .gmt) }
        try await database.connection.execute(
            """
            ALTER DATABASE \(database.name) SET relance.clock_start = '\(Date.now.ISO8601Format())';
            ALTER DATABASE \(database.name) SET relance.clock_origin = '\(Date.now.ISO8601Format())';
            ALTER DATABASE \(database.name) SET relance.clock_speed = '\(86_400 / secondsPerDay)';
            """
        )
        try await database.settle()
    }
}
