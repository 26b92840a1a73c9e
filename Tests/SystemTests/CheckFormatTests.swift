import Foundation
import TestSupport
import Testing

/// What programs read of `relance check` and `relance plan`.
struct CheckFormatTests {
    /// A folder with one mistake, at the third line of a workflow.
    private func withMistake(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "definitions-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let workflows = folder.appending(path: "workflows")
        try FileManager.default.createDirectory(at: workflows, withIntermediateDirectories: true)
        let text = "workflow: w\nenroll: { when: { form_submitted: f } }\nstpes:\n  - wait: 1 day\n"
        try text.write(to: workflows.appending(path: "w.yaml"), atomically: true, encoding: .utf8)
        try await body(folder)
    }

    @Test func `for GitHub, each mistake is a remark on its line`() async throws {
        try await withMistake { folder in
            let result = try await Program.run("check", folder.path, "--format", "github", environment: [:])

            #expect(result.status == 2)
            #expect(result.output.contains("::error file=\(folder.path)/workflows/w.yaml,line=3,col=1::"))
        }
    }

    @Test func `for programs, each mistake has its place`() async throws {
        try await withMistake { folder in
            let result = try await Program.run("check", folder.path, "--format", "json", environment: [:])

            #expect(result.status == 2)
            let answer = try JSONDecoder().decode(Findings.self, from: Data(result.output.utf8))
            let mistake = try #require(answer.diagnostics.first { $0.line == 3 })
            #expect((mistake.file, mistake.column, mistake.severity) == ("workflows/w.yaml", 1, "error"))
            #expect(mistake.message.contains("steps"))
        }
    }

    @Test func `a plan can be read by programs`() async throws {
        try await TestDatabase.lend { database in
            let environment = ["RELANCE_DATABASE_URL": database.conninfo]
            let result = try await Program.run("plan", "config", "--json", environment: environment)

            #expect(result.status == 0, "\(result.errors)")
            let plan = try JSONDecoder().decode(Plan.self, from: Data(result.output.utf8))
            #expect(plan.changes.contains(.init(change: "added", kind: "workflow", name: "lead-magnet", in_flight: 0)))
        }
    }

    private struct Findings: Decodable {
        struct Finding: Decodable {
            let file: String
            let line: Int
            let column: Int
            let severity: String
            let message: String
        }

        let diagnostics: [Finding]
    }

    private struct Plan: Decodable {
        struct Change: Decodable, Equatable {
            let change: String
            let kind: String
            let name: String
            let in_flight: Int
        }

        let changes: [Change]
    }
}
