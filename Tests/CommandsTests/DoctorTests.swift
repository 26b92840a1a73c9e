import Curl
import Foundation
import Resolver
import Settings
import Store
import Testing

@testable import Commands

/// What facts mean to an operator. How they are found out, `DoctorCommandTests` shows.
struct DatabaseFindingTests {
    private let well = ServerFacts(version: "15.8", versionNumber: 150_008)

    @Test func `a server that is well is one line`() {
        #expect(
            well.findings(away: .milliseconds(12)) == [.ok("database", "PostgreSQL 15.8, 12 ms away, encrypted")]
        )
    }

    @Test(
        arguments: [
            (ServerFacts(version: "14.9", versionNumber: 140_009), .fail, "too old"),
            (ServerFacts(version: "15.8", versionNumber: 150_008, isStandby: true, isReadOnly: true), .fail, "standby"),
            (ServerFacts(version: "15.8", versionNumber: 150_008, isReadOnly: true), .fail, "only read"),
            (ServerFacts(version: "15.8", versionNumber: 150_008, isEncrypted: false), .look, "not encrypted"),
        ] as [(ServerFacts, Finding.State, String)]
    )
    func `each thing that is wrong with a server is told`(facts: ServerFacts, state: Finding.State, words: String) {
        let findings = facts.findings(away: .zero)

        #expect(findings.map(\.state) == [state])
        #expect(findings[0].text.contains(words) && findings[0].help != nil)
    }

    @Test func `a connection within one machine need not be encrypted`() {
        let facts = ServerFacts(version: "15.8", versionNumber: 150_008, isEncrypted: false, isLocal: true)

        #expect(facts.findings(away: .zero) == [.ok("database", "PostgreSQL 15.8, 1 ms away")])
    }

    @Test(arguments: [
        (UnfitSchema.older(installed: nil, known: 5), "run: relance migrate"),
        (.older(installed: 4, known: 5), "run: relance migrate"),
        (.newer(installed: 6, known: 5), "run a newer relance"),
        (.unreleased(step: "0001_x"), "create it anew: dropdb NAME, createdb NAME, relance migrate"),
    ])
    func `a schema that does not fit fails, with what to do apart`(unfit: UnfitSchema, help: String) {
        let finding = Finding.schema(unfit)

        #expect(finding.state == .fail && finding.help == help)
        #expect(!finding.text.contains(";"))
    }

    @Test func `a schema at the step of the program is well`() {
        #expect(Finding.schema(installed: 5, known: 5).state == .ok)
        #expect(Finding.schema(installed: 4, known: 5).state == .fail)
    }

    @Test(
        arguments: [
            (["relance_worker", "relance_api"], false, .ok, "worker, api;"), ([], true, .ok, "owns the tables"),
            ([], false, .fail, "no part"), (["relance_reader"], false, .fail, "no part"), ([], nil, .look, "no schema"),
        ] as [(Set<String>, Bool?, Finding.State, String)]
    )
    func `rights are told by what they are for`(
        roles: Set<String>,
        ownsTables: Bool?,
        state: Finding.State,
        words: String
    ) {
        let finding = UserFacts(name: "app", roles: roles, ownsTables: ownsTables).finding

        #expect(finding.state == state && finding.text.contains(words))
    }

    @Test func `checks of the queue that are not well keep their own advice`() {
        let columns = ["what", "state", "finding", "help"]
        let leader = ["leader", "LOOK", "no coordinator leads", "start one: relance coordinator"]
        let workers = ["workers", "well", "2 alive", nil]

        let some = Finding.health(OperatorCall.Answer(columns: columns, rows: [leader, workers]))
        let none = Finding.health(OperatorCall.Answer(columns: columns, rows: [workers]))

        #expect(some == [.look("health: leader", "no coordinator leads", help: "start one: relance coordinator")])
        #expect(none == [.ok("health", "all 1 checks of queue.health are well")])
    }
}

struct ClockFindingTests {
    private let now = Date(timeIntervalSince1970: 1_774_000_000)

    private func finding(machineIsAheadBy seconds: Double, answerTook: Double = 0) -> Finding {
        ClockFacts(server: now).findings(between: now + seconds, and: now + seconds + answerTook)[0]
    }

    @Test(arguments: [(0, .ok), (1.9, .ok), (-1.9, .ok), (2.1, .look), (-2.1, .look)] as [(Double, Finding.State)])
    func `two seconds between two clocks are allowed`(seconds: Double, state: Finding.State) {
        #expect(finding(machineIsAheadBy: seconds).state == state)
    }

    @Test func `it is told which clock is ahead`() {
        #expect(finding(machineIsAheadBy: 34).text == "this machine's clock is 34.0 s ahead of the database's")
        #expect(finding(machineIsAheadBy: -34).text == "this machine's clock is 34.0 s behind the database's")
    }

    @Test func `a slow answer is no difference`() {
        #expect(finding(machineIsAheadBy: -5, answerTook: 10).state == .ok)
    }

    @Test func `a database whose time is frozen or sped up fails`() {
        let frozen = ClockFacts(server: now, fixedAt: "2026-03-20 10:00+00").findings(between: now, and: now)
        let fast = ClockFacts(server: now, speed: "86400", database: "\"My shop\"").findings(between: now, and: now)

        #expect(frozen.map(\.state) == [.fail] && frozen[0].text.contains("time is frozen"))
        #expect(fast.map(\.state) == [.fail] && fast[0].text.contains("86400"))
        #expect(fast[0].help?.contains("ALTER DATABASE \"My shop\" RESET relance.clock_speed;") == true)
    }
}

struct RelayFindingTests {
    private var relay: Settings.SMTP {
        var relay = Settings().smtp
        (relay.host, relay.user, relay.password) = ("mail.garden.dev", "ada", "secret")
        return relay
    }

    @Test func `a relay that lets us in is well`() {
        let finding = SMTPProbe.Outcome.welcomed(isSignedIn: true).finding(of: relay)

        #expect(finding == .ok("relay", "mail.garden.dev:587 answers, over TLS, and accepts ada"))
    }

    @Test func `a relay that offers no way to sign in is told, unless nobody would`() {
        #expect(SMTPProbe.Outcome.welcomed(isSignedIn: false).finding(of: relay).state == .look)
        #expect(SMTPProbe.Outcome.welcomed(isSignedIn: false).finding(of: Settings().smtp).state == .ok)
    }

    @Test func `a refusal is told in the server's words, and names the settings`() {
        let reply = SMTPReply(code: 535, enhancedCode: "5.7.8", text: "authentication failed")

        let finding = SMTPProbe.Outcome.refused(reply, at: .authentication).finding(of: relay)

        #expect(finding.state == .fail)
        #expect(finding.text == "mail.garden.dev:587 refuses the login: 535 5.7.8 authentication failed")
        #expect(finding.help?.contains("smtp.password") == true)
    }

    @Test func `a relay that is not there fails`() {
        let finding = SMTPProbe.Outcome.failed("Connection refused").finding(of: relay)

        #expect(finding.state == .fail && finding.text == "mail.garden.dev:587: Connection refused")
    }
}

struct PublicURLFindingTests {
    private func finding(_ status: Int, _ body: String, at url: String = "https://garden.dev") throws -> Finding {
        let response = HTTPResponse(status: status, headers: [], body: Array(body.utf8), isTruncated: false)
        return HTTPOutcome.answered(response).finding(of: try #require(URL(string: url)))
    }

    @Test func `only Relance's own answer is well`() throws {
        #expect(try finding(200, "alive\n") == .ok("public URL", "https://garden.dev reaches the API"))
        #expect(try finding(200, "<html>").state == .look)
        #expect(try finding(502, "alive\n").state == .look)
    }

    @Test func `an address of this machine is told, as no contact reaches it`() throws {
        #expect(try finding(200, "alive\n", at: "http://localhost:8080").text.contains("only from this machine"))
    }

    @Test func `an address that cannot be reached from here may be well`() throws {
        let url = try #require(URL(string: "https://garden.dev"))

        #expect(HTTPOutcome.notSent("Connection refused").finding(of: url).state == .look)
    }
}

struct SettingsFindingTests {
    @Test func `what is empty and needed is told`() {
        #expect(Settings().findings().map(\.state) == [.fail, .look, .look])
    }

    @Test func `settings that are complete are one line`() {
        var settings = Settings()
        settings.tracking.secrets = [TrackingSecret(id: "1", secret: "long enough to sign, which is read elsewhere")]
        settings.workspace.postalAddress = "1 rue des Lilas, Paris"
        settings.api.writeKeys = ["key"]

        #expect(settings.findings().map(\.state) == [.ok])
    }
}

struct DoctorReportTests {
    private let findings: [Finding] = [
        .ok("database", "PostgreSQL 15.8"), .look("SPF", "two\nlines", help: "first\nsecond"),
        .fail("clock", "time is frozen", help: "RESET it"),
    ]

    @Test func `findings are lines, aligned, with what to do below`() {
        let text = """
            ok    database  PostgreSQL 15.8
            look  SPF       two lines
                  first
                  second
            FAIL  clock     time is frozen
                  RESET it
            """
        #expect(DoctorReport.text(findings) == text)
    }

    @Test func `as JSON they are objects of the same shape`() throws {
        let json = try DoctorReport.json(findings)
        let objects = try JSONDecoder().decode([[String: String?]].self, from: Data(json.utf8))

        #expect(objects.map { $0["state"] } == ["ok", "look", "FAIL"])
        #expect(objects.allSatisfy { Set($0.keys) == ["check", "state", "text", "help"] })
    }
}
