import Automation
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Finds a mistake in a statement here, and not in production.
@Suite(.timeLimit(.minutes(10)))
struct StatementTests {
    /// Statements whose text contains an interpolation.
    private static let interpolated: [String: String] = ["ClaimJobs": ClaimJobs.sql, "ReclaimJobs": ReclaimJobs.sql]

    @Test func `every statement prepares against the schema`() async throws {
        let literals = SQLLiteral.all.filter { !$0.sql.isEmpty }
        #expect(literals.count > 40)
        try await TestDatabase.lend { database in
            try await database.pool.withConnection { connection in
                for literal in literals {
                    guard let sql = literal.isInterpolated ? Self.interpolated[literal.type] : literal.sql else {
                        Issue.record("\(literal.file): say in StatementTests.interpolated what \(literal.type).sql is")
                        continue
                    }
                    do { try await connection.execute("PREPARE statement AS \(sql); DEALLOCATE statement") } catch {
                        Issue.record("\(literal.file), \(literal.type): \(error)")
                    }
                }
            }
        }
    }

    @Test func `every statement is found, and stands in the room that knows the database`() {
        for file in SourceTree.program where file.mentions(": Statement {") && file.room != "Postgres" {
            // The bench compares with plain SQL on its own tables.
            guard !file.path.hasPrefix("Sources/Commands/Bench/") else { continue }
            let statements = file.lines.count {
                $0.contains(": Statement {") && !$0.contains("extension") && !$0.contains("protocol")
            }
            let found = SQLLiteral.all.count { $0.file.path == file.path }
            #expect(
                statements == found,
                "\(file) has \(statements) statements, and \(found) were found by their `static let sql = `"
            )
            #expect(file.room == "Store", "\(file): only Store knows the database")
        }
    }

    @Test func `every composed statement runs against the schema`() async throws {
        let filter = Filter.all([
            .property(PropertyTest(PropertyReference("country"), .equals(.text("FR")))),
            .property(PropertyTest(PropertyReference("tier", of: .company), .known)),
            .stage(StageTest(.atLeast, .lead)),
            .property(PropertyTest(PropertyReference("created_at"), .inLast(Delay(2, .days)!))),
            .inList("customers"), .inWorkflow("welcome"), .any([.event(EventTest("page_viewed", count: .atLeast(3)))]),
        ])
        try await TestDatabase.lend { database in
            let pool = database.pool
            _ = try await pool.run(MatchContacts(filter, among: [Candidate(ContactID(rawValue: 1))], in: .gmt))
            let occurrences = ["{}", nil].map { Occurrence(of: ContactID(rawValue: 1), $0) }
            _ = try await pool.run(MatchEvents([FieldTest("form", .contains("a"))], among: occurrences, in: .gmt))
            _ = try await pool.run(SeedMatches(filter, workflow: "welcome", trigger: 0, in: .gmt))
            _ = try await pool.run(AskForMatching(filter, workflow: "welcome", in: .gmt))
            _ = try await pool.run(ClaimJobs(from: "email", limit: 1, worker: "w", nonce: UUID()))
            _ = try await pool.run(ReclaimJobs(worker: "w", nonce: UUID()))
        }
    }
}
