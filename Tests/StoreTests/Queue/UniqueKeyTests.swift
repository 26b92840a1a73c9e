import Postgres
import Store
import Testing

@Suite(.timeLimit(.minutes(10)))
struct UniqueKeyTests {
    private func key(_ scene: Scene) async throws -> Enqueued {
        try await scene.pool.one(try PlaceJobs([NewJob("k", in: "email", uniqueKey: "x")]))
    }

    @Test func `a pending job stands in for a second one with its key`() async throws {
        try await Scene.lend { scene in
            let first = try await key(scene)
            let second = try await key(scene)

            #expect(!first.isExisting)
            #expect((second.id, second.isExisting) == (first.id, true))
            #expect(try await scene.count("queue.ready") == 1)
        }
    }

    @Test func `a key may be held for a period, whatever becomes of the job`() async throws {
        try await Scene.lend { scene in
            func enqueue(_ scene: Scene) async throws -> Int64 {
                try await scene.rows(
                    "SELECT queue.enqueue('email', 'k', unique_key => 'x', unique_for => '1 hour') AS id"
                )[0].integer("id")
            }
            try await scene.declareKind()
            let first = try await enqueue(scene)
            _ = try await scene.finish(try await scene.claim())
            #expect(try await enqueue(scene) == first)
            #expect(try await key(scene).id == first)

            try await scene.later(3600) { later in
                let second = try await enqueue(later)
                #expect(second != first)
                #expect(try await enqueue(later) == second)
                #expect(try await later.violations().isEmpty)
            }
            try await scene.later(7201) { later in
                _ = try await later.rows("SELECT queue.forget_requests()")
                #expect(try await later.count("queue.unique_keys") == 0)
            }
        }
    }

    @Test func `a key twice in one batch is one job`() async throws {
        try await Scene.lend { scene in
            let jobs = ["a", "x", "x", "b"].map { NewJob("k", in: "email", uniqueKey: $0) }
            let answers = try await scene.pool.run(try PlaceJobs(jobs))

            #expect(answers.map(\.isExisting) == [false, false, true, false])
            #expect(answers[1].id == answers[2].id)
            #expect(try await scene.count("queue.ready") == 3)
        }
    }

    @Test func `of many with one key the first of the batch is the one that is enqueued`() async throws {
        try await Scene.lend { scene in
            let jobs = (0..<500).map {
                NewJob("k", in: "email", payload: ["n": .integer($0)], uniqueKey: "key \($0 % 50)")
            }
            _ = try await scene.pool.run(try PlaceJobs(jobs))
            #expect(try await scene.count("queue.ready") == 50)
            #expect(try await scene.count("queue.ready WHERE (payload ->> 'n')::int >= 50") == 0)
        }
    }

    @Test(arguments: ["running", "delayed", "gated"])
    func `a key is held until the job is over, wherever it is`(place: String) async throws {
        try await Scene.lend { scene in
            let holder = try await scene.enqueue(
                after: place == "delayed" ? 60 : nil,
                gate: place == "gated" ? "send" : nil,
                uniqueKey: "x"
            )
            _ = try await scene.claim()

            #expect(try await scene.place() == place)
            let second = try await key(scene)
            #expect((second.id, second.isExisting) == (holder[0], true))
        }
    }

    @Test func `a dead job gives its key back: it keeps no other from being done`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(uniqueKey: "x", attemptLimit: 1)
            try await scene.fail(try await scene.claim()[0])
            #expect(try await scene.place() == "dead")
            #expect(try await !key(scene).isExisting)

            let refused = try await scene.claim()[0]
            _ = try await scene.pool.run(try BuryJobs([FailedAttempt(refused.lease, error: "no")]))
            #expect(try await !key(scene).isExisting)
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `a job that expired gives its key back, and so does one that killed three workers`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(uniqueKey: "x", expiresAfter: 60)
            try await scene.later(60) { later in
                #expect(try await later.claim().isEmpty)
                #expect(try await !key(later).isExisting)
                for death in 1...3 {
                    _ = try await later.claim(as: "w\(death)", alone: death > 1)
                    try await later.rescue(from: "w\(death)")
                }
                #expect(try await later.count("queue.dead") == 2)
                #expect(try await !key(later).isExisting)
                #expect(try await later.violations() == [])
            }
        }
    }

    @Test func `a finished job gives its key back, and so does a withdrawn one`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(uniqueKey: "x")
            _ = try await scene.finish(try await scene.claim())
            #expect(try await scene.count("queue.unique_keys") == 0)

            let waiting = try await scene.enqueue(after: 60, uniqueKey: "x")
            _ = try await scene.pool.run(WithdrawJobs(waiting, as: .cancelled, because: "not wanted"))
            #expect(try await !key(scene).isExisting)
        }
    }

    @Test func `a racing enqueue waits for the first, and then names its job`() async throws {
        try await Scene.lend { scene in
            try await scene.inSession { session in
                try await session.execute("BEGIN")
                let first = try await session.one(try PlaceJobs([NewJob("k", in: "email", uniqueKey: "x")]))
                async let racing = key(scene)
                try await scene.untilSomeoneWaits()
                try await session.execute("COMMIT")
                let second = try await racing

                #expect((second.id, second.isExisting) == (first.id, true))
            }
        }
    }

    @Test func `when the first enqueue is rolled back, the second one wins`() async throws {
        try await Scene.lend { scene in
            try await scene.inSession { session in
                try await session.execute("BEGIN")
                _ = try await session.one(try PlaceJobs([NewJob("k", in: "email", uniqueKey: "x")]))
                async let second = key(scene)
                try await scene.untilSomeoneWaits()
                try await session.execute("ROLLBACK")

                #expect(try await !second.isExisting)
                #expect(try await scene.count("queue.ready") == 1)
            }
        }
    }

    @Test func `of many racing enqueues of one key one makes the job, and all name it`() async throws {
        try await Scene.lend { scene in
            let crowd = Pool(scene.configuration, size: 16, waitMax: .seconds(60))
            let enqueue = try PlaceJobs([NewJob("k", in: "email", uniqueKey: "x")])
            let answers = try await withThrowingTaskGroup(of: Enqueued.self) { group in
                for _ in 0..<200 { group.addTask { try await crowd.one(enqueue) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            await crowd.close()

            #expect(answers.count { !$0.isExisting } == 1)
            #expect(Set(answers.map(\.id)).count == 1)
            #expect(try await scene.count("queue.ready") == 1)
        }
    }

    @Test func `batches that name the same keys in different orders do not deadlock`() async throws {
        try await Scene.lend { scene in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for round in 0..<16 {
                    group.addTask {
                        let keys = (0..<50).map { "key \($0)" }
                        let jobs = (round.isMultiple(of: 2) ? keys : keys.reversed()).map {
                            NewJob("k", in: "email", uniqueKey: $0)
                        }
                        _ = try await scene.pool.withConnection { try await $0.run(try PlaceJobs(jobs)) }
                    }
                }
                try await group.waitForAll()
            }

            #expect(try await scene.count("queue.ready") == 50)
        }
    }
}
