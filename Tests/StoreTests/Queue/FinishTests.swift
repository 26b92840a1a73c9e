import Foundation
import Postgres
import Store
import Testing

@Suite(.timeLimit(.minutes(10)))
struct FinishTests {
    @Test func `a finished job is done, with its history and without its payload`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(after: -90)
            let jobs = try await scene.claim(as: "w1")

            #expect(try await scene.finish(jobs) == [.done])
            #expect(try await scene.place() == "done")
            #expect(
                try await scene.texts(
                    "concat_ws(' ', outcome, queue, kind, worker, attempt, date_part('epoch', finished_at - run_at)::int) FROM queue.done"
                )
                    == ["done email send w1 0 90"]
            )
        }
    }

    @Test func `the same finish again answers already, also beside others that are done`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(2)
            let jobs = try await scene.claim()
            _ = try await scene.finish([jobs[0]])

            #expect(try await scene.finish(jobs) == [.already, .done])
            #expect(try await scene.count("queue.done") == 2)
        }
    }

    @Test func `a repetition that comes while the first is still committing answers already`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            let jobs = try await scene.claim()
            try await scene.inSession { session in
                try await session.execute("BEGIN")
                _ = try await session.run(FinishJobs(jobs.map(\.lease)))
                async let repetition = scene.finish(jobs)
                try await scene.untilSomeoneWaits()
                try await session.execute("COMMIT")

                #expect(try await repetition == [.already])
            }
        }
    }

    @Test func `a worker that was given up cannot finish, retry or bury its job any more`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            let zombie = try await scene.claim(as: "slow")[0]
            try await scene.rescue(from: "slow")

            #expect(try await scene.finish([zombie]) == [.stale])
            #expect(try await scene.fail(zombie) == .stale)
            #expect(try await scene.pool.one(BuryJobs([FailedAttempt(zombie.lease, error: "no")])).word == .stale)
            #expect(try await scene.place() == "ready")

            let owner = try await scene.claim(as: "quick", alone: true)
            #expect(try await scene.finish([zombie]) == [.stale])
            #expect(try await scene.finish(owner) == [.done])
            #expect(try await scene.finish([zombie]) == [.stale])
            #expect(try await scene.texts("worker FROM queue.done") == ["quick"])
        }
    }

    @Test func `a worker that was given up ends nothing of the one that has its job now`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            let zombie = try await scene.claim(as: "slow")[0]
            try await scene.rescue(from: "slow")
            let owner = try await scene.claim(as: "quick", alone: true)

            #expect(try await scene.fail(zombie) == .stale)
            #expect(try await scene.pool.one(BuryJobs([FailedAttempt(zombie.lease, error: "no")])).word == .stale)
            _ = try await scene.pool.run(UnclaimJobs([zombie.lease]))
            #expect(try await scene.place() == "running")
            #expect(try await scene.texts("worker FROM queue.attempts") == ["slow"])
            #expect(try await scene.finish(owner) == [.done])
        }
    }

    @Test(arguments: ["retry", "bury"])
    func `nor does a fence end an attempt without its nonce`(verb: String) async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            let lease = try await scene.claim()[0].lease
            let result = "jsonb_build_object('id', $1::bigint, 'fence', $2::bigint, 'nonce', $3::uuid, 'error', 'x')"
            let answer = try await scene.rows(
                "SELECT answer FROM queue.\(verb)(jsonb_build_array(\(result)))",
                [.integer(lease.job), .integer(lease.fence), .uuid(UUID())]
            )

            #expect(try answer[0].text("answer") == "stale")
            #expect(try await scene.place() == "running")
        }
    }

    @Test func `a fence is not enough: the nonce must be the claim's own`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            let lease = try await scene.claim()[0].lease
            let answer = try await scene.rows(
                "SELECT answer FROM queue.finish(ARRAY[$1], ARRAY[$2], ARRAY[$3])",
                [.integer(lease.job), .integer(lease.fence), .uuid(UUID())]
            )

            #expect(try answer[0].text("answer") == "stale")
            #expect(try await scene.place() == "running")
        }
    }

    @Test func `a fence of one job cannot finish another`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(2)
            let jobs = try await scene.claim(nonce: UUID())
            let answers = try await scene.rows(
                "SELECT answer FROM queue.finish($1, $2, $3)",
                [
                    .integers(jobs.map(\.id)), .integers(jobs.reversed().map(\.lease.fence)),
                    .uuids(jobs.map(\.lease.nonce)),
                ]
            )

            #expect(try answers.map { try $0.text("answer") } == ["stale", "stale"])
            #expect(try await scene.count("queue.running") == 2)
        }
    }
}
