import Postgres
import Testing

struct PoolTests {
    @Test func `connections are used again, and never more than the pool holds`() async throws {
        let pool = Pool(try TestServer.configuration(), size: 3)
        let backends = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...60 {
                group.addTask { try await pool.query("SELECT pg_backend_pid() AS pid")[0].int("pid") }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(backends.count <= 3)
        #expect(pool.overview == PoolOverview(taken: 0, idle: backends.count, unopened: 3 - backends.count, waiting: 0))
        await pool.close()
    }

    @Test func `whoever waits too long is told who has the connections`() async throws {
        let pool = Pool(try TestServer.configuration(), size: 1, waitMax: .milliseconds(50))
        try await pool.withConnection(for: "the holder") { _ in
            let error = await failure { try await pool.withConnection(for: "the waiter") { _ in } }
            #expect(error?.kind == .poolExhausted)
            #expect(
                error?.message == "the waiter got no connection within 0.05 seconds: "
                    + "pool of 1, 1 taken (the holder 1), nobody else waiting"
            )
        }
        try await pool.withConnection { _ in }
        await pool.close()
    }

    @Test func `whoever waits is served in the order of arrival`() async throws {
        let pool = Pool(try TestServer.configuration(), size: 1)
        let order = try await withThrowingTaskGroup(of: Void.self) { group in
            let (served, release) = (Log(), Gate())
            group.addTask { try await pool.withConnection { _ in await release.wait() } }
            while pool.overview.taken == 0 { await Task.yield() }
            for number in 1...5 {
                group.addTask { try await pool.withConnection { _ in await served.append(number) } }
                while pool.overview.waiting < number { await Task.yield() }
            }
            await release.open()
            try await group.waitForAll()
            return await served.entries
        }
        #expect(order == [1, 2, 3, 4, 5])
        await pool.close()
    }

    @Test func `whoever is cancelled stops waiting, and its turn goes to the next`() async throws {
        let pool = Pool(try TestServer.configuration(), size: 1)
        try await pool.withConnection { _ in
            let error = await withTaskGroup(of: PostgresError?.self) { group in
                group.addTask { await failure { try await pool.withConnection { _ in } } }
                while pool.overview.waiting == 0 { await Task.yield() }
                group.cancelAll()
                return await group.next()!
            }
            #expect(error?.kind == .cancelled)
            #expect(pool.overview.waiting == 0)
        }
        #expect(try await pool.one(Doubled(number: 2)) == 4)
        await pool.close()
    }

    @Test func `a connection that broke in use, or kept a transaction, is not lent again`() async throws {
        let pool = Pool(try TestServer.configuration(), size: 1)
        let broken = await failure { try await pool.execute("SELECT pg_terminate_backend(pg_backend_pid())") }
        #expect(broken?.sqlstate == "57P01")
        #expect(pool.overview.unopened == 1)

        try await pool.execute("BEGIN")
        #expect(pool.overview.unopened == 1)
        #expect(try await pool.one(Doubled(number: 2)) == 4)
        await pool.close()
    }

    @Test func `a session on a server that only reads is not lent again`() async throws {
        let pool = Pool(try TestServer.configuration(), size: 1)
        try await pool.withConnection { connection in
            try await connection.execute("SET default_transaction_read_only = on")
            #expect(await failure { try await connection.execute("CREATE TABLE never (a int)") }?.sqlstate == "25006")
        }
        #expect(pool.overview.unopened == 1)
        await pool.close()
    }

    @Test func `a connection that died idle is replaced before anybody notices`() async throws {
        let pool = Pool(try TestServer.configuration(), size: 2)
        let first = try await pool.withConnection { await $0.backend }
        try await TestServer.withConnection { try await $0.execute("SELECT pg_terminate_backend(\(first), 5000)") }
        #expect(try await pool.withConnection { await $0.backend } != first)
        #expect(pool.overview.idle == 1)
        await pool.close()
    }

    @Test func `a closed pool refuses newcomers and those who wait, and closes what comes back`() async throws {
        let pool = Pool(try TestServer.configuration(), size: 1)
        let connection = try await pool.withConnection { connection in
            async let waiter = failure { try await pool.withConnection { _ in } }
            while pool.overview.waiting == 0 { await Task.yield() }
            await pool.close()
            #expect(await waiter?.kind == .misuse)
            return connection
        }
        #expect(await !connection.isOpen)
        #expect(await failure { try await pool.withConnection { _ in } }?.message == "the pool is closed")
    }

    @Test func `a place whose connection could not be opened is free again`() async throws {
        let pool = Pool(try Configuration("host=127.0.0.1 port=1"), size: 1)
        for _ in 1...3 {
            #expect(await failure { try await pool.withConnection { _ in } }?.kind == .unreachable)
        }
        #expect(pool.overview == PoolOverview(taken: 0, idle: 0, unopened: 1, waiting: 0))
    }
}

private actor Log {
    private(set) var entries: [Int] = []
    func append(_ entry: Int) { entries.append(entry) }
}
