import Foundation
import Postgres
import Store
import Testing

/// How many jobs of a queue may run at once, and per second.
struct LimitTests {
    private func limit(_ scene: Scene, atOnce: Int? = nil, perSecond: Double? = nil) async throws {
        _ = try await scene.rows(
            "SELECT queue.set_limits('email', 'a test', $1, $2::real)",
            [.int(atOnce), .double(perSecond)]
        )
    }

    private func release(_ count: Int, in scene: Scene) async throws -> Int {
        try await scene.pool.one(ReleaseRated(term: try await scene.lead(), queue: "email", limit: count))
    }

    @Test func `no more than so many jobs of a queue run at once, whoever claims`() async throws {
        try await Scene.lend { scene in
            try await limit(scene, atOnce: 7)
            try await scene.enqueue(200)
            let most = try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 1...8 {
                    group.addTask { try await Self.mostRunning(whileWorkingAs: "w\(worker)", in: scene) }
                }
                return try await group.reduce(0, max)
            }
            #expect((1...7).contains(most))
            #expect(try await scene.count("queue.done") > 7)
        }
    }

    /// Claims and finishes a few times. Returns the most jobs that it saw running.
    private static func mostRunning(whileWorkingAs worker: String, in scene: Scene) async throws -> Int {
        var most = 0
        for _ in 1...20 {
            let jobs = try await scene.claim(5, as: worker)
            most = max(most, try await scene.count("queue.running"))
            _ = try await scene.finish(jobs)
        }
        return most
    }

    @Test func `a place is free again when its job ended, however it ended`() async throws {
        try await Scene.lend { scene in
            try await limit(scene, atOnce: 2)
            try await scene.enqueue(10)
            let first = try await scene.claim(10)
            #expect(first.count == 2)
            #expect(try await scene.claim(10).isEmpty)
            _ = try await scene.finish([first[0]])
            try await scene.fail(first[1])
            #expect(try await scene.claim(10, as: "dead").count == 2)
            try await scene.rescue(from: "dead")
            #expect(try await scene.claim(10).count + scene.claim(10, alone: true).count == 2)
        }
    }

    /// The crash was long ago, or came before the server's clock was set back.
    @Test(arguments: ["-2 minutes", "1 hour"])
    func `a place is left for a job that has killed a worker, but not for ever`(away: String) async throws {
        try await Scene.lend { scene in
            try await limit(scene, atOnce: 2)
            try await scene.enqueue()
            _ = try await scene.claim(as: "dead")
            try await scene.rescue(from: "dead")
            try await scene.enqueue(10)
            #expect(try await scene.claim(10).count == 1)
            #expect(try await scene.claim(10).isEmpty)
            _ = try await scene.rows(
                "UPDATE queue.ready SET ready_at = ready_at + $1::interval WHERE crashes > 0",
                [.text(away)]
            )
            #expect(try await scene.claim(10).count == 1)
        }
    }

    @Test func `it takes the place that was left`() async throws {
        try await Scene.lend { scene in
            try await limit(scene, atOnce: 1)
            let job = try await scene.enqueue()
            _ = try await scene.claim(as: "dead")
            try await scene.rescue(from: "dead")
            try await scene.enqueue(10)
            #expect(try await scene.claim(10).isEmpty)
            #expect(try await scene.claim(10, alone: true).map(\.id) == job)
        }
    }

    @Test func `jobs of a queue with a rate wait for the leader, urgent ones first`() async throws {
        try await Scene.lend { scene in
            try await limit(scene, perSecond: 1000)
            let bulk = try await scene.enqueue(20, priority: 5)
            let normal = try await scene.enqueue(20)
            let urgent = try await scene.enqueue(2, priority: -5)
            #expect(try await scene.claim(100).isEmpty)

            #expect(try await release(13, in: scene) == 13)
            let claimed = Set(try await scene.claim(100).map(\.id))
            #expect(claimed.isSuperset(of: urgent))
            #expect(claimed.intersection(normal).count >= 4 && claimed.intersection(bulk).count >= 1)
            #expect(try await release(100, in: scene) == 29)
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `a job that is tried again is counted again, and one that falls due waits, too`() async throws {
        try await Scene.lend { scene in
            try await limit(scene, perSecond: 10)
            try await scene.enqueue(after: 60)
            try await scene.enqueue()
            _ = try await release(1, in: scene)
            try await scene.fail(try await scene.claim()[0], retryAfter: 60)
            try await scene.later(61) { later in
                let promoted = try await later.promote()
                #expect(promoted == 2)
                #expect(try await later.claim(10).isEmpty)
                #expect(try await later.count("queue.gated WHERE gate = 'rate/email'") == 2)
            }
        }
    }

    @Test func `however little may pass at once, every lane moves`() async throws {
        try await Scene.lend { scene in
            try await limit(scene, perSecond: 1000)
            for priority in [-5, 0, 5] { try await scene.enqueue(400, priority: priority) }
            for _ in 1...300 { _ = try await release(1, in: scene) }
            for (lane, least) in [("< 0", 100), ("= 0", 30), ("> 0", 3)] {
                #expect(try await scene.count("queue.ready WHERE priority \(lane)") >= least, "priority \(lane)")
            }
        }
    }

    @Test func `a rate holds for jobs that were enqueued before it, once they fall due`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(after: 60)
            try await limit(scene, perSecond: 10)
            try await scene.later(61) { later in
                _ = try await later.promote()
                #expect(try await later.count("queue.gated WHERE gate = 'rate/email'") == 1)
            }
        }
    }

    @Test func `what waits when the limit is taken away may pass`() async throws {
        try await Scene.lend { scene in
            try await limit(scene, perSecond: 1)
            try await scene.enqueue(3)
            try await limit(scene)
            let rates = try await scene.pool.run(ReadRates()).first { $0.queue == "email" }
            #expect(rates?.perSecond == nil && rates?.isWaiting == true)
            #expect(try await release(100, in: scene) == 3)
        }
    }

    @Test func `what is tried again, or moved, after the limit was taken away just passes`() async throws {
        try await Scene.lend { scene in
            try await limit(scene, perSecond: 10)
            let jobs = try await scene.enqueue(2)
            #expect(try await release(1, in: scene) == 1)
            try await scene.fail(try await scene.claim()[0], retryAfter: 60)
            try await scene.pool.execute(
                """
                SELECT queue.apply(max(action), 'a test')
                FROM queue.preview('reschedule', '{"id": \(jobs[1])}', run_at => clock.now() + interval '1 minute')
                """
            )
            try await limit(scene)
            try await scene.later(61) { later in
                _ = try await later.promote()
                #expect(try await later.places() == [jobs[0]: "ready", jobs[1]: "ready"])
            }
        }
    }

    @Test func `jobs that an operator holds at the gate hold up no others`() async throws {
        try await Scene.lend { scene in
            try await limit(scene, perSecond: 2)
            let jobs = try await scene.enqueue(4)
            try await scene.inSession { operating in
                try await operating.execute(
                    "BEGIN; SELECT FROM queue.gated WHERE id IN (\(jobs[0]), \(jobs[1])) FOR UPDATE"
                )
                #expect(try await release(2, in: scene) == 2)
            }
            #expect(try await scene.places()[jobs[3]] == "ready")
        }
    }

    @Test func `why says which limit holds a job up`() async throws {
        try await Scene.lend { scene in
            try await limit(scene, atOnce: 1)
            let jobs = try await scene.enqueue(2)
            _ = try await scene.claim(1)
            let ready = try await scene.texts("why || ' ' || help FROM queue.why(\(jobs[1]))")[0]
            #expect(ready.contains("At most 1 jobs of its queue may run at once, and so many do."))
            #expect(ready.contains("Nothing: it is next when one of them ends."))

            try await limit(scene, perSecond: 5)
            let gated = try await scene.enqueue()[0]
            let waiting = try await scene.texts("why FROM queue.why(\(gated))")[0]
            #expect(waiting.contains("At most 5 jobs of its queue may start in a second."))
        }
    }

    @Test func `a limit needs a reason, a queue and a number above 0, and is written down`() async throws {
        try await Scene.lend { scene in
            for (call, message) in [
                ("'email', ''", "say why: a reason is missing"), ("'mail', 'x'", "there is no queue \"mail\""),
                ("'email', 'x', 0", "a limit must be above 0, and a million at most; to stop a queue: queue.pause()"),
                (
                    "'email', 'x', NULL, 'NaN'",
                    "a limit must be above 0, and a million at most; to stop a queue: queue.pause()"
                ),
            ] {
                let refusal = await refusal { _ = try await scene.rows("SELECT queue.set_limits(\(call))") }
                #expect(refusal?.message == message)
            }
            try await limit(scene, atOnce: 3)
            #expect(
                try await scene.texts("verb || ': ' || reason FROM queue.audit") == [
                    "limit: a test (at once: 3, a second: any)"
                ]
            )
        }
    }

    @Test(arguments: [nil, 8])
    func `a pause holds off every claim that comes a tenth of a second later`(atOnce: Int?) async throws {
        try await Scene.lend { scene in
            try await limit(scene, atOnce: atOnce)
            try await scene.enqueue(5000)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 1...4 { group.addTask { try await Self.workUntilPaused(as: "w\(worker)", in: scene) } }
                try await eventually(scene)
                _ = try await scene.rows("SELECT queue.pause('email', 'a test')")
                let paused = try await scene.texts("clock_timestamp()")[0]
                try await group.waitForAll()
                let late = "queue.done WHERE claimed_at > '\(paused)'::timestamptz + interval '100 ms'"
                #expect(try await scene.count(late) == 0)
                #expect(try await scene.count("queue.ready") > 0)
            }
        }
    }

    private func eventually(_ scene: Scene) async throws {
        while try await scene.count("queue.done") < 20 { await Task.yield() }
    }

    /// Claims once more after it has seen the pause.
    private static func workUntilPaused(as worker: String, in scene: Scene) async throws {
        var isPaused = false
        while !isPaused {
            isPaused = try await scene.count("queue.queues WHERE name = 'email' AND paused_at IS NOT NULL") == 1
            _ = try await scene.finish(try await scene.claim(5, as: worker))
        }
    }
}
