import Automation
import Engine
package import Foundation
package import Postgres
package import Store
import Synchronization
package import Telemetry
import Waking

/// Evaluates triggers, promotes due jobs, opens the gate for sends, and rescues jobs. One coordinator leads; the others
/// stand by.
///
/// Everything it does is safe to do twice, and every verb refuses a coordinator whose term is over. So two coordinators
/// that both believe they lead do no harm.
package final class Coordinator: Sendable {
    package struct Configuration: Sendable {
        /// The name of this process among those that can lead.
        package var name: String
        package var workspaceZone: TimeZone
        /// Changes, jobs and sends in one batch. A larger batch would hold locks longer without being faster.
        package var batch = 1000
        /// How long it rests between two looks, as long as they find work.
        package var tick: Duration = .milliseconds(50)
        /// How long the lead lasts without renewal.
        package var lease: Duration = .seconds(12)
        /// The retention of each category. A category that is not listed is kept indefinitely.
        package var retention: [RetentionCategory: Duration] = [.jobs: .seconds(90 * 86_400)]
        /// The workers' heartbeat expiry.
        package var workerExpiry: Duration = .seconds(12)

        package init(name: String, workspaceZone: TimeZone) {
            (self.name, self.workspaceZone) = (name, workspaceZone)
        }
    }

    package let pool: Pool
    /// For the lead only: services that hold every connection, or wait for a lock, must not cost it the lead.
    private let leadPool: Pool
    private let configuration: Configuration
    private let observe: Observer
    private let lastAnswer = Mutex<ContinuousClock.Instant?>(nil)
    private let isStopping = Atomic(false)
    private let rounds = Rounds()
    private let workflows = CurrentWorkflows()

    package init(pool: Pool, configuration: Configuration, observer: Observer) {
        (self.pool, self.configuration, self.observe) = (pool, configuration, observer)
        leadPool = Pool(pool.configuration.answering(within: configuration.lease / 4), size: 1)
    }

    /// Leads whenever the lead is free, until cancelled.
    package func run() async throws {
        try await withTaskCancellationHandler {
            while !Task.isCancelled {
                guard let term = try? await takeLead() else {
                    try await Task.sleep(for: min(.seconds(1), configuration.lease / 4))
                    continue
                }
                observe(.leadershipTaken(term: term))
                do { try await serve(term) } catch { observe(.leadershipLost(term: term)) }
            }
        } onCancel: {
            isStopping.store(true, ordering: .relaxed)
        }
    }

    /// Runs one round of each service instead of running continuously, for callers that control the clock, such as
    /// tests.
    package func turn(term: Int64) async throws -> Int {
        var total = 0
        for service in services { total += try await service.work(term) }
        return total
    }

    /// Whether it leads or could lead: it asked for the lead, got an answer within its lease, and was not asked to
    /// stop.
    package var isReady: Bool { !isStopping.load(ordering: .relaxed) && isAnswered }

    private var isAnswered: Bool { lastAnswer.withLock { $0.map { .now - $0 < configuration.lease } ?? false } }

    /// The state of the whole cluster; empty while it does not lead.
    package func gauges() async throws -> [ReadGauges.Gauge] {
        guard isAnswered else { return [] }
        return try await pool.run(ReadGauges(holder: configuration.name))
    }

    /// How long ago each service last finished a round or had nothing to do; empty while it does not lead.
    package var sinceRounds: [String: Duration] { rounds.ages }

    package func takeLead() async throws -> Int64? {
        let lead = TakeLead(of: "coordinator", as: configuration.name, lease: configuration.lease)
        let term = try await leadPool.first(lead) ?? nil
        lastAnswer.withLock { $0 = .now }
        return term
    }

    private var services: [Service] {
        let walk = Walk(library: WorkflowLibrary(), workspaceZone: configuration.workspaceZone)
        let triggers = Triggers(
            pool: pool,
            walk: walk,
            workflows: workflows,
            limit: configuration.batch,
            observe: observe
        )
        let promoter = Promoter(pool: pool, limit: configuration.batch, observe: observe)
        let rates = Rates(pool: pool)
        let rateGate = RateGate(pool: pool, rates: rates, limit: configuration.batch, observe: observe)
        let gate = SendGate(
            pool: pool,
            walk: walk,
            workspaceZone: configuration.workspaceZone,
            rates: rates,
            limit: configuration.batch,
            observe: observe
        )
        let rescuer = Rescuer(pool: pool, expiry: configuration.workerExpiry, observe: observe)
        return [
            Service("turns", .seen, triggers.turn),
            Service("triggers", .seen, triggers.react),
            Service("promoter", .seen, promoter.promote),
            Service("stragglers", .every(.seconds(10)), promoter.findStragglers),
            Service("send gate", .seen, gate.judge),
            Service("rate gate", .seen, rateGate.release),
            Service("rescuer", .seen) { try await rescuer.rescue(term: $0, isThorough: false) },
            Service("deadlines", .every(.seconds(10))) { try await rescuer.rescue(term: $0, isThorough: true) },
            // The view automation.counts adds the increments that are not folded in yet, so every ten seconds is often
            // enough.
            Service("counters", .every(.seconds(10))) { [pool] term in
                _ = try await pool.one(FoldCounters(term: term))
                return 0
            },
            Service("marks", .seen) { [pool] term in
                _ = try await pool.one(AdvanceMarks(term: term))
                return 0
            },
        ]
    }

    private var upkeep: [Service] {
        [
            Service("partitions", .every(.seconds(3600))) { [self] _ in
                for parent in RollLeaves.Parent.allCases {
                    // A crowded leaf is cut in portions. Between them other sessions proceed.
                    while try await unlessLocked({ try await pool.one(RollLeaves(of: parent)) }) > 0 {
                        try await Task.sleep(for: .seconds(1))
                    }
                }
                return 0
            },
            Service("requests", .every(.seconds(600))) { [pool] _ in try await pool.one(ForgetRequests()) },
            Service("retention", .every(.seconds(3600))) { [self] _ in
                for (category, keep) in configuration.retention { try await forget(category, keeping: keep) }
                return 0
            },
        ]
    }

    /// Drops one piece at a time. Between them other sessions proceed.
    private func forget(_ category: RetentionCategory, keeping keep: Duration) async throws {
        while try await unlessLocked({ try await pool.one(ForgetOld(category, keeping: keep)) == nil ? 0 : 1 }) > 0 {
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// A session that reads a table for hours blocks an exclusive lock, and the wait for that lock blocks every other
    /// session. So this gives up, and leaves the work for the next hour.
    private func unlessLocked(_ work: () async throws -> Int) async throws -> Int {
        do { return try await work() } catch let error as PostgresError where error.isLockTimeout {
            observe(.faltered(service: "upkeep", cause: cause(of: error)))
            return 0
        }
    }

    private func serve(_ term: Int64) async throws {
        let (pool, observe, rounds, services) = (pool, observe, rounds, services)
        rounds.begin(services)
        defer { rounds.end() }
        let bell = Doorbell { try await pool.one(ListenAsLeader(term: term, $0)) }
        let listener = NotificationListener(
            database: pool.configuration,
            doorbells: [ListenAsLeader.channel: bell],
            observe: observe
        )
        var calls: [String: AsyncStream<Void>.Continuation] = [:]
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.renew(term) }
            for service in services + upkeep {
                let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
                calls[service.name] = continuation
                group.addTask {
                    try await service.run(term: term, calls: stream, observe: observe) { done in
                        rounds.note(service, done)
                        await bell.note(done ?? 0)
                    }
                }
            }
            let watch = Watch(
                pool: pool,
                bell: bell,
                calls: calls,
                rounds: rounds,
                tick: configuration.tick,
                observe: observe
            )
            group.addTask { await listener.listen() }
            group.addTask { try await watch.keep(term: term) }
            // The first task to end means that the term is over, or that the process stops.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Renews the lead until it is lost, or could not be renewed for the length of the lease.
    private func renew(_ term: Int64) async throws {
        var renewed = ContinuousClock.now
        var pause = configuration.lease / 4
        while true {
            do { try await Task.sleep(for: pause) } catch {
                await leadPool.farewell(StepDown(from: "coordinator", as: configuration.name))
                throw error
            }
            do {
                guard try await takeLead() == term else { throw LeadLost() }
                (renewed, pause) = (.now, configuration.lease / 4)
            } catch is PostgresError where ContinuousClock.now - renewed < configuration.lease {
                pause = .milliseconds(200)
            }
        }
    }
}

private struct LeadLost: Error {}
