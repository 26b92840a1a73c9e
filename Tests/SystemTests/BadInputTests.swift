import Foundation
import Postgres
import TestSupport
import Testing

/// Wrong input gets one clear error with a position, and nothing is half-applied.
@Suite struct BadInputTests {
    @Test func `a wrong database address is told in one line, at once`() async throws {
        let result = try await Program.run(
            "migrate",
            environment: ["RELANCE_DATABASE_URL": "host=127.0.0.1 port=1 dbname=nowhere"]
        )

        #expect(result.status == 1)
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(result.errors.contains("127.0.0.1"))
    }

    @Test func `an address that is none is told with the setting that holds it`() async throws {
        let result = try await Program.run("migrate", environment: ["RELANCE_DATABASE_URL": "garbage"])

        #expect(result.status == 2)
        #expect(result.errors.hasPrefix("relance: database.url (RELANCE_DATABASE_URL): "))
        #expect(result.errors.split(separator: "\n").count == 1)
    }

    @Test func `rows that do not fit a strict import are told by line, and none is imported`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
        try Data("email,score\na@b.fr,1\nb@b.fr,many\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await TestDatabase.lend { database in
            let result = try await Program.run(
                "contact",
                "import",
                "--strict",
                file.path,
                environment: Self.environment(database)
            )

            #expect(result.status == 2)
            #expect(
                result.errors == "line 3: score: not a number\n1 row cannot be taken over. Nothing was imported.\n"
            )
            #expect(try await database.pool.query("SELECT FROM crm.contacts").isEmpty)
        }
    }

    @Test func `an unknown setting is told with a suggestion`() async throws {
        let result = try await Program.run("worker", environment: ["RELANCE_SMTP_HOTS": "mail.example.com"])

        #expect(result.status == 2)
        #expect(result.errors.contains("RELANCE_SMTP_HOTS"))
        #expect(result.errors.contains("RELANCE_SMTP_HOST"))
    }

    @Test func `an unknown option is told with the usage`() async throws {
        let result = try await Program.run("worker", "--slotz", "4", environment: [:])

        #expect(result.status == 2)
        #expect(result.errors.contains("--slotz"))
        #expect(result.errors.contains("Usage: relance worker"))
    }

    @Test func `a schema newer than the program is refused, and stays as it is`() async throws {
        try await TestDatabase.lend { database in
            _ = try await database.pool.query(
                "INSERT INTO relance.migrations (version, name) VALUES (9999, 'from the future')"
            )

            for command in ["migrate", "plan", "worker"] {
                let result = try await Program.run(command, environment: Self.environment(database))
                #expect(result.status == 1)
                #expect(result.errors.contains("newer"), "\(command): \(result.errors)")
            }
        }
    }

    @Test func `a database without a schema is told to migrate`() async throws {
        let result = try await Program.run(
            "worker",
            environment: [
                "RELANCE_DATABASE_URL": TestDatabase.server, "RELANCE_TRACKING_SECRETS": Self.secret,
                "RELANCE_DATABASE_WAIT_FOR_SCHEMA": "0 s",
            ]
        )

        #expect(result.status == 1)
        #expect(result.errors.contains("relance migrate"))
    }

    /// Each case: a file, and what its one line must contain.
    @Test(arguments: [
        (
            "workflows/w.yaml", "workflow: w\nenroll: { when: { form_submitted: f } }\nstpes:\n  - wait: 1 day\n",
            "w.yaml:3:1:", "steps"
        ),
        (
            "workflows/w.yaml",
            "workflow: w\nenroll: { when: { form_submitted: f } }\nsteps:\n  - send_email: missing\n", "w.yaml:4:",
            "missing"
        ),
        (
            "workflows/w.yaml", "workflow: w\nenroll: { when: { form_submitted: f } }\nsteps:\n  - wait: 2 dayz\n",
            "w.yaml:4:", "2 days"
        ),
        (
            "workflows/w.yaml",
            "workflow: w\nenroll: { when: { form_submitted: f } }\nhours: { days: [], from: \"07:00\", to: \"12:00\" }\nsteps:\n  - wait: 1 day\n",
            "w.yaml:3:", "never open"
        ),
    ])
    func `a mistake in a file is told with its place, and nothing is applied`(
        file: String,
        text: String,
        place: String,
        word: String
    ) async throws {
        try await TestDatabase.lend { database in
            let folder = FileManager.default.temporaryDirectory.appending(path: "definitions-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try FileManager.default.createDirectory(
                at: folder.appending(path: "workflows"),
                withIntermediateDirectories: true
            )
            try text.write(to: folder.appending(path: file), atomically: true, encoding: .utf8)
            try "workflow: good\nenroll: { when: { form_submitted: g } }\nsteps:\n  - wait: 1 day\n"
                .write(to: folder.appending(path: "workflows/good.yaml"), atomically: true, encoding: .utf8)

            let result = try await Program.run("apply", folder.path, environment: Self.environment(database))

            #expect(result.status == 2)
            #expect(result.errors.contains(place) && result.errors.contains(word), "\(result.errors)")
            #expect(try await database.pool.query("SELECT FROM automation.workflows").isEmpty)
        }
    }

    @Test func `check needs no database, and passes what ships`() async throws {
        let result = try await Program.run("check", "config")

        #expect(result.status == 0, "\(result.errors)")
    }

    @Test(.row("P14")) func `apply says what it changed, and a second time that nothing had`() async throws {
        try await TestDatabase.lend { database in
            let environment = Self.environment(database).merging(
                ["RELANCE_WORKSPACE_POSTAL_ADDRESS": "1 rue des Lilas, Paris"],
                uniquingKeysWith: { $1 }
            )
            let planned = try await Program.run("plan", "config", environment: environment)
            #expect(planned.output.contains("added workflow simple-nurture"))
            let first = try await Program.run("apply", "config", environment: environment)
            #expect(first.status == 0 && first.output.contains("applied"), "\(first.errors)")

            let second = try await Program.run("apply", "config", environment: environment)

            #expect(second.output.contains("nothing had changed"))
        }
    }

    @Test func `marketing e-mails without a postal address are not applied`() async throws {
        try await TestDatabase.lend { database in
            let result = try await Program.run("apply", "config", environment: Self.environment(database))

            #expect(result.status == 2)
            #expect(result.errors.contains("workspace.postal_address"))
            #expect(try await database.pool.query("SELECT FROM automation.workflows").isEmpty)
        }
    }

    @Test(arguments: ["", "/dev/null", "Sources"])
    func `a folder that is none, or holds nothing, turns nothing off`(folder: String) async throws {
        let place = folder.isEmpty ? FileManager.default.temporaryDirectory.path + "/nothing-\(UUID())" : folder
        let result = try await Program.run("check", place)

        #expect(result.status == 2)
        #expect(result.errors.contains("there is no folder") || result.errors.contains("no definitions"))
    }

    private static let secret = "k1:a-secret-of-the-system-tests-long-enough-to-sign"

    private static func environment(_ database: TestDatabase) -> [String: String] {
        ["RELANCE_DATABASE_URL": database.conninfo, "RELANCE_TRACKING_SECRETS": secret]
    }
}
