import Foundation
import Postgres
import TestSupport
import Testing

/// The examples of deploy/README.md, exactly as written there.
struct ExampleTests {
    private struct Example: CustomTestStringConvertible {
        let language: String
        let code: String

        var testDescription: String { language }
    }

    /// The fenced blocks of the section "Enqueueing", in order.
    private static let examples: [Example] = {
        let readme = Program.repository.appending(path: "deploy/README.md")
        let text = (try? String(contentsOf: readme, encoding: .utf8)) ?? ""
        let section = text.split(separator: "\n## ").first { $0.hasPrefix("Enqueueing\n") } ?? ""
        return section.matches(of: /```(\w+)\n(?s)(.*?)```/).map { Example(language: "\($0.1)", code: "\($0.2)") }
    }()

    @Test func `every example of how to enqueue, and to work, does what it says`() async throws {
        #expect(Self.examples.map(\.language) == ["sql", "python", "sh", "js", "sql"])
        try await TestDatabase.lend { database in
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            try await database.pool.execute(
                """
                INSERT INTO crm.contacts (email) VALUES ('ada@example.org');
                INSERT INTO crm.identities (kind, value, contact_id) SELECT 'user', 'u-17', id FROM crm.contacts;
                """
            )
            let api = try site.start("api")
            defer { api.kill() }
            try await eventually(within: .seconds(120), "the API is up\n\(site.logs)") { try await site.isReady() }

            for (example, jobs) in zip(Self.examples, [1, 4, 5, 7, 8]) {
                let result = try await site.run(example.language, example.code)
                #expect(result.status == 0, "\(example.language): \(result.errors)\(result.output)")
                #expect(try await site.count("queue.jobs") == jobs, "\(example.language): \(result.output)")
            }
            #expect(try await site.count("queue.done WHERE queue = 'fax' AND worker = 'fax-1'") == 1)
            #expect(try await site.count("check_invariants()") == 0)
        }
    }
}

extension Site {
    /// Runs code with its language's interpreter, with the environment that the examples use.
    fileprivate func run(_ language: String, _ code: String) async throws -> Program.Result {
        let programs = [
            "sql": ["psql", "-X", "-v", "ON_ERROR_STOP=1", environment["RELANCE_DATABASE_URL"] ?? "", "-f"],
            "python": [ProcessInfo.processInfo.environment["RELANCE_TEST_PYTHON"] ?? "python3"],
            "sh": ["sh"], "js": ["node"],
        ]
        let file = folder.appending(path: "example.\(language == "js" ? "mjs" : language)")
        try Data(code.utf8).write(to: file)
        return try await Program.run(
            URL(filePath: "/usr/bin/env"),
            (programs[language] ?? []) + [file.path],
            [
                "RELANCE_URL": "http://127.0.0.1:\(apiPort)", "JOB_KEY": Self.jobKey,
                "DATABASE_URL": environment["RELANCE_DATABASE_URL"] ?? "",
            ]
        )
    }

    fileprivate func isReady() async throws -> Bool {
        let probe = ["curl", "--silent", "--fail", "http://127.0.0.1:\(apiPort)/readyz"]
        return try await Program.run(URL(filePath: "/usr/bin/env"), probe, [:]).status == 0
    }
}
