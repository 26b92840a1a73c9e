import Testing

@testable import Postgres

struct ConfigurationTests {
    @Test func `every session speaks UTC, ISO and UTF-8, and says who it is`() async throws {
        var configuration = try TestServer.configuration().with(settings: [
            "relance.now": "2026-03-29 01:30:00+00", "work_mem": "8MB",
        ])
        configuration.applicationName = "relance worker"
        configuration.statementTimeout = .seconds(7)
        configuration.lockTimeout = .milliseconds(800)
        let row = try await TestServer.withConnection(configuration) {
            try await $0.query(
                """
                SELECT current_setting('TimeZone') AS zone, current_setting('DateStyle') AS dates, current_setting('IntervalStyle') AS intervals,
                       current_setting('client_encoding') AS encoding, current_setting('application_name') AS name,
                       current_setting('statement_timeout') AS timeout, current_setting('relance.now') AS now,
                       current_setting('work_mem') AS memory, current_setting('idle_in_transaction_session_timeout') AS idle,
                       current_setting('lock_timeout') AS locks, current_setting('client_connection_check_interval') AS client
                """
            )[0]
        }
        let settings = try row.columns.map { try row.text($0) }
        #expect(
            settings == [
                "UTC", "ISO, YMD", "iso_8601", "UTF8", "relance worker", "7s", "2026-03-29 01:30:00+00", "8MB", "1min",
                "800ms", "2s",
            ]
        )
    }

    @Test func `through a pooler the session is set by statement, and only what a pooler keeps`() async throws {
        var configuration = try TestServer.configuration()
        configuration.throughPooler = true
        let row = try await TestServer.withConnection(configuration) {
            try await $0.query(
                "SELECT current_setting('TimeZone') AS zone, current_setting('IntervalStyle') AS intervals"
            )[0]
        }
        #expect(try row.text("zone") == "UTC")
        #expect(try row.text("intervals") == "iso_8601")

        let impossible = configuration.with(settings: ["relance.now": "2026-03-29"])
        let error = await failure { try await Connection.open(impossible) }
        #expect(error?.kind == .address)
        #expect(error?.message.contains("relance.now") == true)
    }

    @Test func `a password is never shown`() throws {
        let configuration = try Configuration("postgres://ann:s3cret@db.example.org:5433/crm")
        #expect("\(configuration)" == "host=db.example.org port=5433 dbname=crm")
    }

    @Test func `a password with separators is read when they are escaped`() throws {
        let configuration = try Configuration("postgres://ann:p%40ss%2Fw%3F@db:5433/crm?application_name=a%40b")
        #expect("\(configuration)" == "host=db port=5433 dbname=crm")
        #expect(configuration.keywords["password"] == "p@ss/w?")
    }

    @Test(arguments: [
        ("host=a hots=b", #"invalid connection option "hots""#), ("postgres://ann:s3%zzcret@db/crm", "…"),
        ("s3cret", "missing"), ("password=my s3cret=1", "invalid connection option …"),
        ("postgres://ann:my/s3cret@db/crm", "write @ as %40"), ("postgresql://ann:my@s3cret@db/crm", "/ as %2F"),
        ("postgres://ann:my?s3cret=1@db/crm", "? as %3F"),
        ("postgres://db/crm?sslmod=require", #"invalid URI query parameter: "sslmod""#),
    ])
    func `an address that cannot be read is explained without its secrets`(address: String, words: String) {
        let error = #expect(throws: PostgresError.self) { try Configuration(address) }
        #expect(error?.kind == .address)
        #expect(error?.message.contains(words) == true)
        #expect(error?.message.contains("cret") == false)
    }
}
