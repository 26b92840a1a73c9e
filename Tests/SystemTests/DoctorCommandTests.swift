import Foundation
import Postgres
import TestSupport
import Testing

/// `relance doctor`, as an operator runs it after writing the settings.
@Suite(.timeLimit(.minutes(5)))
struct DoctorCommandTests {
    private static let zone = [
        "garden.dev MX 10 mail.garden.dev", "garden.dev TXT v=spf1 include:relay.dev ~all",
        "_dmarc.garden.dev TXT v=DMARC1; p=none",
    ]

    /// The API's answer to `/livez`, from a peer.
    private static let alive = [
        "read-head", "say HTTP/1.1 200 OK", "say Content-Length: 7", "say ", "say alive", "hang",
    ]

    /// An installation where all is well, but for what a test changes.
    private func examine(_ conninfo: String, with changes: [String: String] = [:], _ options: String...) async throws
        -> Program.Result
    {
        let (names, api) = (try ScriptedNameServer(Self.zone), try ScriptedSMTPPeer(Self.alive))
        let mail = try SMTPServer(.init(credentials: ("ada", "right")))
        defer {
            names.stop()
            api.stop()
            mail.stop()
        }
        let settings = [
            "RELANCE_DATABASE_URL": conninfo, "RELANCE_SMTP_HOST": "127.0.0.1", "RELANCE_SMTP_PORT": "\(mail.port)",
            "RELANCE_SMTP_SECURITY": "none", "RELANCE_SMTP_USER": "ada", "RELANCE_SMTP_PASSWORD": "right",
            "RELANCE_WORKSPACE_DEFAULT_SENDER": "Garden <ada@garden.dev>",
            "RELANCE_WORKSPACE_POSTAL_ADDRESS": "1 rue des Lilas, Paris",
            "RELANCE_WORKSPACE_PUBLIC_URL": "http://127.0.0.1:\(api.port)",
            "RELANCE_API_WRITE_KEYS": "key-of-the-tests",
            "RELANCE_TRACKING_SECRETS": "k1:a-secret-of-the-system-tests-long-enough-to-sign",
        ]
        let arguments = ["doctor", "--nameserver", names.address] + options
        let result = try await Program.run(Program.url, arguments, settings.merging(changes) { $1 })
        #expect(try mail.messages().isEmpty, "it sent something")
        return result
    }

    @Test func `where all is well, every check has its line, and the command ends with 0`() async throws {
        try await TestDatabase.lend { database in
            let result = try await examine(database.conninfo)

            #expect(result.status == 0, "\(result.output)\(result.errors)")
            for words in [
                "ok database PostgreSQL ", "ok schema at step ", " owns the tables", "ok clock ",
                "look health: leader ",
                " unencrypted, and accepts ada", "ok domain mail to garden.dev goes to mail.garden.dev",
                "ok SPF v=spf1 include:relay.dev ~all", "ok DMARC policy none, ", "look public URL http://127.0.0.1:",
                " reaches the API, but only from this machine", "ok settings ",
            ] {
                #expect(result.squeezed.contains(words), "\(words)\n\(result.output)")
            }
            #expect(!result.output.contains("FAIL"))
        }
    }

    @Test func `a password that the relay refuses ends it with 1, and is not shown`() async throws {
        try await TestDatabase.lend { database in
            let result = try await examine(database.conninfo, with: ["RELANCE_SMTP_PASSWORD": "not-the-right-one"])

            #expect(result.status == 1)
            #expect(result.squeezed.contains(/FAIL relay \S+ refuses the login: 535/), "\(result.output)")
            #expect(result.output.contains("Check smtp.user and smtp.password"))
            #expect(!result.output.contains("not-the-right-one"))
        }
    }

    @Test func `a relay that nobody answers for ends it with 1, and stops no other check`() async throws {
        try await TestDatabase.lend { database in
            let result = try await examine(database.conninfo, with: ["RELANCE_SMTP_PORT": "1"], "--json")

            #expect(result.status == 1)
            let findings = try JSONDecoder().decode([[String: String?]].self, from: Data(result.output.utf8))
            #expect(findings.filter { $0["state"] == "FAIL" }.map { $0["check"] } == ["relay"], "\(result.output)")
            #expect(findings.contains { $0["check"] == "settings" && $0["state"] == "ok" })
        }
    }

    @Test func `a database without a schema is told to migrate`() async throws {
        let result = try await examine(TestDatabase.server)

        #expect(result.status == 1)
        #expect(result.squeezed.contains(/FAIL schema .*\n run: relance migrate/), "\(result.output)\(result.errors)")
        #expect(result.squeezed.contains("ok relay "))
    }

    @Test func `without a database what depends on it is not looked at, and the rest is`() async throws {
        let result = try await examine("host=127.0.0.1 port=1 dbname=nowhere")

        #expect(result.status == 1)
        #expect(result.squeezed.contains(/FAIL database .*127\.0\.0\.1/), "\(result.output)\(result.errors)")
        #expect(result.squeezed.contains("look rights not looked at: no database\n"))
        #expect(result.squeezed.contains("ok relay ") && result.squeezed.contains("ok SPF "))
    }

    @Test func `a database whose time is frozen ends it with 1`() async throws {
        try await TestDatabase.lend { database in
            let name = try await database.pool.query("SELECT current_database() AS name")[0].text("name")
            try await database.pool.execute("ALTER DATABASE \(name) SET relance.now = '2026-03-20 10:00+00'")

            let result = try await examine(database.conninfo)

            #expect(result.status == 1)
            #expect(result.squeezed.contains("FAIL clock time is frozen at "), "\(result.output)")
            #expect(result.output.contains("ALTER DATABASE \(name) RESET relance.now;"))
        }
    }

    @Test func `a user without rights is told, and what they need`() async throws {
        try await TestDatabase.lend { database in
            let user = "nobody_\(UUID().uuidString.prefix(8).lowercased())"
            try await database.pool.execute("CREATE ROLE \(user)")

            let result = try await examine("\(database.conninfo) options='-c role=\(user)'")

            try await database.pool.execute("DROP ROLE \(user)")
            #expect(result.status == 1)
            #expect(result.squeezed.contains("FAIL rights \(user) may run no part"), "\(result.output)\(result.errors)")
            #expect(result.output.contains("relance_api TO \(user);"))
        }
    }

    @Test func `a name server that is none is refused with 2`() async throws {
        let result = try await Program.run("doctor", "--nameserver", "dns.garden.dev")

        #expect(result.status == 2)
        #expect(result.errors.contains("is no name server"), "\(result.errors)")
    }
}

extension Program.Result {
    /// The output without the blanks that align it.
    fileprivate var squeezed: String { output.replacing(#/ +/#, with: " ") }
}
