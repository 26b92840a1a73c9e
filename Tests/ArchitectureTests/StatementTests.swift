import Automation
import Postgres
import Store
import TestSupport
import Testing

/// A mistake in a statement is found here, and not in production.
@Suite(.timeLimit(.minutes(10)))
struct StatementTests {
    private struct Literal {
        let place: String
        let sql: String
    }

    /// Every `static let sql` of the program; empty ones belong to statements that are composed.
    private static let literals: [Literal] = {
        let pattern = #/static let sql(?:: \w+)? = (?:"""\n([\s\S]*?)\n\s*"""|"((?:\\.|[^"\\])*)")/#
        return SourceTree.program.flatMap { file in
            file.text.matches(of: pattern).map { match in
                Literal(place: file.path, sql: String(match.1 ?? match.2 ?? "").replacing("\\\n", with: "\n"))
            }
        }
    }()

    @Test func `every statement prepares against the schema`() async throws {
        let literals = Self.literals.filter { !$0.sql.isEmpty }
        #expect(literals.count > 40)
        try await TestDatabase.lend { database in
            try await database.pool.withConnection { connection in
                for literal in literals {
                    do { try await connection.execute("PREPARE statement AS \(literal.sql); DEALLOCATE statement") } catch {
                        Issue.record("\(literal.place): \(error)")
                    }
                }
            }
        }
    }

    @Test func `every statement is found, and stands in the room that knows the database`() throws {
        let declared = #/^\s*(?:package |private )?(?:struct|enum) (\w+): (?:\w+, )*Statement\b/#
        for file in SourceTree.program where file.room != "Postgres" {
            let statements = file.lines.count { $0.contains("Statement") && $0.contains(declared) }
            let literals = Self.literals.count { $0.place == file.path }
            #expect(statements == literals, "\(file) has \(statements) statements and \(literals) literals `static let sql = `")
            #expect(statements == 0 || file.room == "Store", "\(file): only Store knows the database")
        }
    }

    @Test func `every composed statement runs against the schema`() async throws {
        let filter = Filter.all([
            .property(PropertyTest(PropertyReference("country"), .equals(.text("FR")))),
            .property(PropertyTest(PropertyReference("tier", of: .company), .known)), .stage(StageTest(.atLeast, .lead)),
            .inList("customers"), .inWorkflow("welcome"), .any([.event(EventTest("page_viewed", count: .atLeast(3)))]),
        ])
        try await TestDatabase.lend { database in
            let pool = database.pool
            _ = try await pool.run(MatchContacts(filter, among: [Candidate(ContactID(rawValue: 1))]))
            _ = try await pool.run(MatchEvents([FieldTest("form", .contains("a"))], among: ["{}", nil]))
            _ = try await pool.run(SeedMatches(filter, workflow: "welcome", trigger: 0))
            _ = try await pool.run(AskForMatching(filter, workflow: "welcome"))
        }
    }
}
