import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Workers, promoters and rescuers act at random, all at once; the invariants hold at the end.
@Suite(.timeLimit(.minutes(10)))
struct StateMachineTests {
    @Test(arguments: 0..<4)
    func `whatever is done in whatever order, every job is in exactly one place`(round: UInt64) async throws {
        let seed = UInt64(Date().timeIntervalSince1970 * 1000) &+ round
        print("StateMachineTests seed: \(seed)")
        try await Scene.lend { scene in
            let term = try await scene.lead()
            let enqueued = try await withThrowingTaskGroup(of: Participant.Tally.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        var participant = Participant(
                            name: "w\(number)",
                            scene: scene,
                            term: term,
                            random: SplitMix(seed &+ UInt64(number) &* 7919)
                        )
                        return try await participant.act(times: 60)
                    }
                }
                return try await group.reduce(into: Participant.Tally()) { $0.add($1) }
            }
            let places = try await scene.places()

            #expect(Set(places.keys) == enqueued.ids, "seed \(seed): jobs were lost or invented")
            #expect(places.values.allSatisfy { !$0.contains(" and ") }, "seed \(seed): \(places)")
            #expect(try await scene.violations().isEmpty, "seed \(seed)")
            #expect(
                places.values.count { $0 == "done" } == enqueued.done,
                "seed \(seed): a finish that was accepted left no trace"
            )
        }
    }
}

/// Randomly enqueues, claims, ends leases, lets them go stale, promotes, releases, rescues and withdraws.
private struct Participant {
    struct Tally {
        var ids: Set<Int64> = []
        var done = 0

        mutating func add(_ other: Tally) {
            ids.formUnion(other.ids)
            done += other.done
        }
    }

    let name: String
    let scene: Scene
    let term: Int64
    var random: SplitMix
    private var held: [Job] = []
    private var tally = Tally()

    init(name: String, scene: Scene, term: Int64, random: SplitMix) {
        (self.name, self.scene, self.term, self.random) = (name, scene, term, random)
    }

    mutating func act(times: Int) async throws -> Tally {
        for _ in 0..<times { try await actOnce() }
        return tally
    }

    private mutating func actOnce() async throws {
        switch Int.random(in: 0..<12, using: &random) {
        case 0...1: try await enqueue()
        case 2...3: held += try await scene.claim(Int.random(in: 1...6, using: &random), as: name)
        case 4: held += try await scene.claim(as: name, alone: true)
        case 5...6: try await finishSome()
        case 7: try await failOne()
        case 8: _ = try await scene.pool.one(PromoteJobs(term: term, limit: Int.random(in: 1...20, using: &random)))
        case 9: try await judge()
        case 10: try await rescueSomeone()
        default: try await withdrawOne()
        }
    }

    private mutating func enqueue() async throws {
        let key = Bool.random(using: &random) ? "key \(Int.random(in: 0..<5, using: &random))" : nil
        let ids = try await scene.enqueue(
            Int.random(in: 1...4, using: &random),
            after: [nil, -1, 0, 3600].randomElement(using: &random) ?? nil,
            priority: Int.random(in: -2...2, using: &random),
            gate: Bool.random(using: &random) ? "send" : nil,
            uniqueKey: key,
            attemptLimit: Int.random(in: 1...3, using: &random)
        )
        tally.ids.formUnion(ids)
    }

    /// Some of the leases are no longer its own, and some are finished for the second time.
    private mutating func finishSome() async throws {
        let batch = Array(held.shuffled(using: &random).prefix(3))
        tally.done += try await scene.finish(batch).count { $0 == .done }
        if Bool.random(using: &random) { held.removeAll { job in batch.contains { $0.lease == job.lease } } }
    }

    private mutating func failOne() async throws {
        guard let job = held.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: _ = try await scene.pool.run(UnclaimJobs([job.lease]))
        case 1: _ = try await scene.pool.run(try BuryJobs([FailedAttempt(job.lease, error: "no")]))
        default: try await scene.fail(job, retryAfter: 0, isCounted: Bool.random(using: &random))
        }
    }

    private mutating func judge() async throws {
        let gated = try await scene.rows("SELECT id FROM queue.gated ORDER BY position LIMIT 8").map {
            try $0.integer("id")
        }
        let released = gated.filter { _ in Bool.random(using: &random) }
        let until = Bool.random(using: &random) ? scene.now : nil
        _ = try await scene.pool.one(ReleaseJobs(term: term, released.map { (id: $0, validUntil: until) }))
        _ = try await scene.pool.one(
            PostponeJobs(
                term: term,
                gated.filter { !released.contains($0) }.map { (id: $0, until: scene.now, reason: "later") }
            )
        )
    }

    private mutating func rescueSomeone() async throws {
        for worker in 0..<6 {
            try await scene.beat("w\(worker)", expiry: .seconds(Bool.random(using: &random) ? -1 : 60))
        }
        _ = try await scene.pool.run(RescueJobs(term: term, expiry: .seconds(1)))
    }

    private mutating func withdrawOne() async throws {
        guard let id = tally.ids.randomElement(using: &random) else { return }
        _ = try await scene.pool.run(WithdrawJobs([id], as: .cancelled, because: "chance"))
    }
}
