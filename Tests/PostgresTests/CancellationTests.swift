import Postgres
import Testing

struct CancellationTests {
    @Test func `cancelling the task stops the statement, and the connection is usable`() async throws {
        try await TestServer.withConnection { connection in
            let backend = await connection.backend
            let start = ContinuousClock.now
            let error = try await withThrowingTaskGroup(of: PostgresError?.self) { group in
                group.addTask { await failure { try await connection.run(Sleep(seconds: 60)) } }
                try await TestServer.wait(until: backend)
                group.cancelAll()
                return try await group.next()!
            }
            #expect(error?.kind == .cancelled)
            #expect(error?.sqlstate == "57014")
            #expect(start.duration(to: .now) < .seconds(60), "not the time it would have slept")
            try await expectUsable(connection)
        }
    }

    @Test func `a cancelled transaction is rolled back, and its connection goes back to the pool`() async throws {
        let pool = Pool(try TestServer.configuration(), size: 1)
        let backend = try await pool.withConnection { await $0.backend }
        try await withThrowingTaskGroup(of: PostgresError?.self) { group in
            group.addTask { await failure { try await pool.transaction { _ = try await $0.run(Sleep(seconds: 60)) } } }
            try await TestServer.wait(until: backend)
            group.cancelAll()
            #expect(try await group.next()!?.kind == .cancelled)
        }
        #expect(try await pool.withConnection { await $0.backend } == backend)
        await pool.close()
    }

    @Test func `a cancelled task sends nothing`() async throws {
        try await TestServer.withConnection { connection in
            let error = await withTaskGroup(of: PostgresError?.self) { group in
                group.cancelAll()
                group.addTask { await failure { try await connection.run(Sleep(seconds: 60)) } }
                return await group.next()!
            }
            #expect(error?.kind == .cancelled)
            #expect(error?.sqlstate == nil)
        }
    }

    @Test func `the server's deadline is a timeout`() async throws {
        var configuration = try TestServer.configuration()
        configuration.statementTimeout = .milliseconds(50)
        try await TestServer.withConnection(configuration) { connection in
            let error = await failure { try await connection.run(Sleep(seconds: 60)) }
            #expect(error?.kind == .timeout)
            #expect(error?.sqlstate == "57014")
            try await expectUsable(connection)
        }
    }

    @Test func `a server that forgot its deadline is stopped at ours`() async throws {
        var configuration = try TestServer.configuration()
        configuration.statementTimeout = .milliseconds(50)
        try await TestServer.withConnection(configuration) { connection in
            let start = ContinuousClock.now
            let error = await failure {
                try await connection.transaction { connection in
                    try await connection.update("SET LOCAL statement_timeout = 0")
                    _ = try await connection.run(Sleep(seconds: 60))
                }
            }
            #expect(error?.kind == .timeout)
            #expect(start.duration(to: .now) < .seconds(60), "not the time it would have slept")
            #expect(await connection.isOpen)
        }
    }

    @Test func `who must soon be answered leaves a silent server within that time`() async throws {
        let stubborn =
            "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$"
        try await TestServer.withDatabase { configuration in
            let connection = try await Connection.open(configuration.answering(within: .seconds(1)))
            let start = ContinuousClock.now
            let error = await failure { try await connection.query(stubborn) }
            #expect(error?.kind == .commitUnknown)
            #expect(start.duration(to: .now) < .seconds(60), "not the time it would have slept")
            #expect(await !connection.isOpen)
        }
    }

    @Test func `a server that will not stop is left alone`() async throws {
        let stubborn =
            "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$"
        try await TestServer.withDatabase { configuration in
            try await TestServer.withConnection(configuration) { connection in
                let backend = await connection.backend
                let error = try await withThrowingTaskGroup(of: PostgresError?.self) { group in
                    group.addTask {
                        await failure { try await connection.transaction { _ = try await $0.query(stubborn) } }
                    }
                    try await TestServer.wait(until: backend)
                    group.cancelAll()
                    return try await group.next()!
                }
                #expect(error?.kind == .cancelled)
                #expect(await !connection.isOpen)
            }
        }
    }
}
