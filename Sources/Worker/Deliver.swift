import Automation
import Delivery
import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// Sends e-mails. It commits the intent before the first byte leaves, and the outcome with the end of the job.
struct Deliver: Handler {
    let pool: Pool
    let walk: Walk
    let postOffice: PostOffice
    let letters: Letters
    let stride: Stride
    let observe: Observer

    var queue: String { "email" }

    func batch(_ configuration: Worker.Configuration) -> Int { configuration.deliverBatch }

    /// Writes the messages of a batch together, but sends them stride by stride, so that few are in doubt if the worker
    /// dies.
    func work(_ jobs: [Job], _ window: LeaseWindow) async throws -> [Job] {
        let (drafts, unwritable, now) = try await draft(jobs)
        if !unwritable.isEmpty { await settle(jobs, unwritable) }
        var waiting = drafts[...]
        while !waiting.isEmpty {
            guard window.allows(postOffice.deadline) else {
                await pool.farewell(UnclaimJobs(waiting.map(\.lease)))
                return []
            }
            let some = Array(waiting.prefix(stride.length))
            waiting = waiting.dropFirst(some.count)
            try await send(some, of: jobs, at: now)
        }
        return []
    }

    private var intents: Intents { Intents(pool: pool, policy: postOffice.doubtPolicy, observe: observe) }

    private func send(_ drafts: [Draft], of jobs: [Job], at now: Date) async throws {
        let (results, toSend) = try await intents.commit(drafts, at: now)
        let begun = ContinuousClock.now
        let handedOver = await handOver(toSend)
        stride.learn(toSend.count, took: ContinuousClock.now - begun)
        await settle(jobs, results.merging(handedOver) { _, result in result })
    }

    /// A draft for every job that can have one, and the result of each other job.
    private func draft(_ jobs: [Job]) async throws -> ([Draft], [Int64: SettledSend], Date) {
        let (written, now) = try await pool.withConnection { try await letters.write(jobs, on: $0) }
        var drafts: [Draft] = []
        var results: [Int64: SettledSend] = [:]
        for job in jobs {
            switch written[job.id] {
            case .success(let draft): drafts.append(draft)
            case .failure(let problem) where problem.isHeld: results[job.id] = SettledSend(result: .held)
            case .failure(let problem) where problem.isForGood:
                results[job.id] = SettledSend(result: .impossible(reason: problem.reason))
            case .failure(let problem): results[job.id] = SettledSend(result: .blocked(reason: problem.reason))
            case nil: results[job.id] = SettledSend(result: .void)  // its contact is erased
            }
        }
        return (drafts, results, now)
    }

    /// Hands over all messages at once. The channel limits how many are really under way.
    private func handOver(_ toSend: [HandOver]) async -> [Int64: SettledSend] {
        await withTaskGroup(of: (Int64, SettledSend).self) { group in
            for letter in toSend { group.addTask { (letter.job, await handOver(letter)) } }
            return await group.reduce(into: [:]) { results, result in results[result.0] = result.1 }
        }
    }

    private func handOver(_ letter: HandOver) async -> SettledSend {
        let begun = ContinuousClock.now
        guard let sender = try? EmailAddress(letter.sender), let recipient = try? EmailAddress(letter.recipient) else {
            return SettledSend(result: .blocked(reason: "the address cannot be used"), delivery: letter.delivery)
        }
        let outcome = await postOffice.channel.deliver(
            OutgoingMessage(
                envelopeFrom: sender,
                recipient: recipient,
                bytes: letter.content,
                key: "\(letter.delivery)",
                deadline: postOffice.deadline
            )
        )
        report(outcome, of: letter.job, since: begun)
        let result = SendResult(outcome, since: letter.since, handovers: letter.handovers)
        return SettledSend(result: result, delivery: letter.delivery)
    }

    /// Records what was handed over. It tries again for as long as this process lives and the database is away. A
    /// result that the database refuses is tried alone, so that it stops no other result.
    private func settle(_ jobs: [Job], _ results: [Int64: SettledSend]) async {
        var settlement = Settlement(
            jobs: jobs.filter { results[$0.id] != nil },
            results: results,
            walk: walk,
            policy: postOffice.doubtPolicy,
            observe: observe
        )
        var limit = LimitLockWaits.inWorkers
        while !settlement.jobs.isEmpty {
            do {
                return try await pool.transaction { [settlement, limit] in
                    try await settlement.commit(on: $0, waiting: limit)
                }
            } catch let error as PostgresError where error.isRefusal || error.isLockTimeout {
                observe(.faltered(service: "outcomes", cause: cause(of: error)))
                let locked = await locked(settlement.jobs, after: error)
                if error.isLockTimeout, locked.isEmpty, limit < LimitLockWaits.forTables,
                    (try? await pool.one(IsTableLocked())) == true
                {
                    limit = LimitLockWaits.forTables
                    continue
                }
                guard settlement.jobs.count > 1 else { return await postpone(settlement, after: error) }
                guard !locked.isEmpty else {
                    for job in settlement.jobs { await settle([job], results) }
                    return
                }
                await postpone(settlement.only { locked.contains($0) }, after: error)
                settlement = settlement.only { !locked.contains($0) }
            } catch {
                observe(.faltered(service: "outcomes", cause: cause(of: error)))
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    /// The jobs whose contact another session holds, if the error was a lock timeout.
    private func locked(_ jobs: [Job], after error: PostgresError) async -> Set<Int64> {
        guard error.isLockTimeout else { return [] }
        return Set((try? await pool.run(LockedJobs(among: jobs.map(\.id)))) ?? [])
    }

    private func postpone(_ settlement: Settlement, after error: PostgresError) async {
        do {
            try await pool.transaction { connection in try await settlement.postpone(after: error, on: connection) }
        } catch {
            // The lease ends at its deadline; then the rescuer gives the job to another worker.
            observe(.faltered(service: "outcomes", cause: cause(of: error)))
        }
    }

    private func report(_ outcome: Outcome, of job: Int64, since begun: ContinuousClock.Instant) {
        switch outcome {
        case .sent: observe(.delivered(job: job, milliseconds: (ContinuousClock.now - begun).milliseconds))
        case .refused(let refusal): observe(.deliveryRefused(job: job, code: Int(refusal.code.prefix(3)) ?? 0))
        case .doubtful: observe(.doubtful(job: job))
        case .notAttempted: break
        }
    }
}

extension Duration {
    var seconds: TimeInterval { TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18 }
}
