import Foundation
import Postgres
import Store
import TestSupport
import Testing

extension ChaosTests {
    @Test func `of fifty finishes of leases that were given to others none is accepted`() async throws {
        try await TestDatabase.lend { database in
            let hospital = Hospital(pool: database.pool)
            let zombies = try await hospital.claim(50, as: "frozen")
            let rescued = try await hospital.rescue(from: "frozen")
            let owners = try await hospital.claimSuspects(50, as: "quick")
            let late = try await database.pool.run(FinishJobs(zombies.map(\.lease)))
            let rightful = try await database.pool.run(FinishJobs(owners.map(\.lease)))
            let later = try await database.pool.run(FinishJobs(zombies.map(\.lease)))

            #expect(zombies.count == 50)
            #expect(Set(rescued.map(\.job)) == Set(zombies.map(\.id)))
            #expect(Set(owners.map(\.id)) == Set(zombies.map(\.id)))
            #expect(late.map(\.word) == Array(repeating: .stale, count: 50))
            #expect(rightful.map(\.word) == Array(repeating: .done, count: 50))
            #expect(later.map(\.word) == Array(repeating: .stale, count: 50))
            #expect(try await hospital.finishers() == ["quick"])
        }
    }
}

/// Treats workers as dead.
private struct Hospital {
    let pool: Pool

    func claim(_ count: Int, as worker: String) async throws -> [Job] {
        let jobs = (0..<count).map { _ in NewJob("k", in: "email") }
        _ = try await pool.run(try PlaceJobs(jobs))
        try await beat(worker, expiry: .seconds(60))
        return try await pool.run(ClaimJobs(from: "email", limit: count, worker: worker, nonce: UUID()))
    }

    /// The heartbeat has stopped, and the leader rescues.
    func rescue(from worker: String) async throws -> [RescuedJob] {
        try await beat(worker, expiry: .seconds(-1))
        let term = try await pool.one(TakeLead(of: "coordinator", as: "leader", lease: .seconds(3600))) ?? 0
        try await pool.execute("UPDATE queue.leaders SET since = '-infinity'")
        return try await pool.run(RescueJobs(term: term, expiry: .milliseconds(1)))
    }

    /// Claims jobs that have killed a worker, one at a time.
    func claimSuspects(_ count: Int, as worker: String) async throws -> [Job] {
        var jobs: [Job] = []
        for _ in 0..<count {
            jobs += try await pool.run(
                ClaimJobs(from: "email", limit: 1, worker: worker, nonce: UUID(), alone: true)
            )
        }
        return jobs
    }

    func finishers() async throws -> Set<String> {
        Set(try await pool.query("SELECT worker FROM queue.done").map { try $0.text("worker") })
    }

    private func beat(_ worker: String, expiry: Duration) async throws {
        _ = try await pool.run(BeatWorker(worker, host: "here", processID: 1, queues: ["email"], expiry: expiry))
    }
}
