import Foundation
import Testing

@testable import Postgres

struct ReconnectTests {
    @Test func `a server that comes up in time is found`() async throws {
        // The server's socket appears in the test's own directory only after the first attempt has failed.
        let row = try await TestServer.withConnection {
            try await $0.query(
                "SELECT current_setting('unix_socket_directories') AS directories, current_setting('port') AS port, current_user AS name"
            )[0]
        }
        let (port, user) = (try row.text("port"), try row.text("name"))
        let socket = "\(try row.text("directories").split(separator: ",")[0])/.s.PGSQL.\(port)"
        let directory = FileManager.default.temporaryDirectory.appending(path: "relance-" + UUID().uuidString.prefix(8))
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }

        var configuration = try Configuration("host=\(directory.path) port=\(port) user=\(user) dbname=postgres")
        let impatient = configuration
        configuration.reconnectFor = .seconds(30)
        async let patient = Connection.open(configuration)
        #expect(await failure { try await Connection.open(impatient) }?.kind == .unreachable)
        try FileManager.default.createSymbolicLink(
            atPath: directory.appending(path: ".s.PGSQL.\(port)").path,
            withDestinationPath: socket
        )

        let connection = try await patient
        try await expectUsable(connection)
        await connection.close()
    }

    @Test func `a server that stays away is given up on in time`() async throws {
        var configuration = try Configuration("host=127.0.0.1 port=1")
        configuration.reconnectFor = .milliseconds(300)
        let start = ContinuousClock.now
        let error = await failure { [configuration] in try await Connection.open(configuration) }
        #expect(error?.kind == .unreachable)
        #expect(start.duration(to: .now) >= .milliseconds(300))
        #expect(start.duration(to: .now) < .seconds(5))
    }

    @Test func `whoever waits for a server can be cancelled`() async throws {
        var configuration = try Configuration("host=127.0.0.1 port=1")
        configuration.reconnectFor = .seconds(60)
        let error = await withTaskGroup(of: PostgresError?.self) { [configuration] group in
            group.addTask { await failure { try await Connection.open(configuration) } }
            group.cancelAll()
            return await group.next()!
        }
        #expect(error?.kind == .cancelled)
    }

    @Test func `a host that swallows packets is given up on`() async throws {
        var configuration = try Configuration("host=192.0.2.1")  // reserved for documentation: no host answers
        configuration.connectTimeout = .milliseconds(200)
        let start = ContinuousClock.now
        let error = await failure { [configuration] in try await Connection.open(configuration) }
        #expect(error?.kind == .unreachable)
        #expect(start.duration(to: .now) < .seconds(5))
    }

    @Test(arguments: [
        (
            #"connection to server at "db", port 5432 failed: FATAL:  57P03: the database system is starting up"#,
            "57P03", true
        ),
        (
            #"connection to server at "db", port 5432 failed: FATAL:  53300: sorry, too many clients already"#, "53300",
            true
        ),
        (
            #"connection to server at "db", port 5432 failed: FATAL:  28P01: password authentication failed for user "ann""#,
            "28P01", false
        ),
        (
            #"connection to server at "db", port 5432 failed: FATAL:  3D000: database "crm" does not exist"#, "3D000",
            false
        ),
        (#"connection to server at "db", port 5432 failed: Connection refused"#, nil, true),
    ])
    func `only what may pass is tried again`(report: String, sqlstate: String?, mayPass: Bool) {
        let error = PostgresError(
            refusal: report + "\nLOCATION:  ProcessStartupPacket, postmaster.c:2404\n\tIs it running?\n",
            needsPassword: false
        )
        #expect(error.sqlstate == sqlstate)
        #expect(error.mayPass == mayPass)
        #expect(
            error.message.hasPrefix(#"cannot connect to PostgreSQL: connection to server at "db", port 5432 failed: "#)
        )
        #expect(!error.message.contains("LOCATION") && !error.message.contains("running?"))
    }

    @Test func `pauses double, stay below their cap, and differ`() {
        let backoff = Backoff(first: .milliseconds(100), most: .seconds(2))
        #expect(
            (1...7).map { backoff.pause(afterAttempt: $0, jitter: 1) }
                == [100, 200, 400, 800, 1600, 2000, 2000].map { .milliseconds($0) }
        )
        #expect(backoff.pause(afterAttempt: 1, jitter: 0) == .milliseconds(50))
        #expect(backoff.pause(afterAttempt: .max, jitter: 1) == .seconds(2))
    }
}
