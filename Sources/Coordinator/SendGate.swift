import Automation
import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// Decides about every due send: now, later, or not at all. A verdict other than "now" is stored with its reason.
struct SendGate: Sendable {
    let pool: Pool
    let walk: Walk
    let workspaceZone: TimeZone
    let rates: Rates
    let limit: Int
    let observe: Observer

    func judge(term: Int64) async throws -> Int {
        let (clock, open) = try await pool.withConnection { connection in
            try await connection.run(ReadClock(), ReadBreakers(of: "email"))
        }
        let breakers = Breakers(open)
        let limit = breakers.limit(try await rates.available(of: "email", atMost: limit), at: clock[0])
        guard limit > 0 else { return 0 }
        let verdicts = try await pool.transaction { connection in
            let (_, clock, _, sends) = try await connection.run(
                ExpireAtGate(term: term, gate: "send"),
                ReadClock(),
                LimitLockWaits(to: LimitLockWaits.inCoordinator),
                ReadGatedSends(limit: limit)
            )
            let batch = Batch(breakers: breakers, now: clock[0], term: term)
            return try await judge(sends, batch, on: connection)
        }
        rates.spend(verdicts.released.count, of: "email")
        report(verdicts)
        return verdicts.count
    }

    /// What all verdicts of a round have in common.
    private struct Batch {
        let breakers: Breakers
        let now: Date
        let term: Int64
    }

    /// Judges all sends together. If the database refuses that, judges each alone and postpones those refused alone, so
    /// that no other send waits for them.
    private func judge(_ sends: [GatedSend], _ batch: Batch, on connection: Connection) async throws -> Verdicts {
        guard !sends.isEmpty else { return Verdicts() }
        do {
            return try await connection.savepoint { connection in
                let verdicts = try await decide(sends, batch, on: connection)
                try await carryOut(verdicts, batch, on: connection)
                return verdicts
            }
        } catch let error as PostgresError where (error.isRefusal || error.isLockTimeout) && !error.isTermOver {
            observe(.faltered(service: "send gate", cause: cause(of: error)))
            let hopeless = sends.count == 1 ? sends : try await locked(sends, after: error, on: connection)
            var verdicts = try await postpone(hopeless, after: error, batch, on: connection)
            let jobs = Set(hopeless.map(\.job))
            let others = sends.filter { !jobs.contains($0.job) }
            guard hopeless.isEmpty else {
                return try await verdicts + judge(others, batch, on: connection)
            }
            for send in others { verdicts += try await judge([send], batch, on: connection) }
            return verdicts
        }
    }

    /// The sends whose contact another session holds, if the error was a lock timeout.
    private func locked(_ sends: [GatedSend], after error: PostgresError, on connection: Connection) async throws
        -> [GatedSend]
    {
        guard error.isLockTimeout else { return [] }
        let contacts = Set(try await connection.run(LockedContacts(among: sends.map(\.contact))))
        return sends.filter { contacts.contains($0.contact) }
    }

    /// Postpones sends: briefly if another session holds the contact, for an hour if the database refuses the verdict.
    private func postpone(
        _ sends: [GatedSend],
        after error: PostgresError,
        _ batch: Batch,
        on connection: Connection
    ) async throws -> Verdicts {
        var verdicts = Verdicts()
        for send in sends {
            let verdict: GateVerdict =
                error.isLockTimeout
                ? .later(until: batch.now + 30, .refused, because: Self.isHeld)
                : .later(until: batch.now + 3600, .refused, because: error.message)
            verdicts.add(verdict, on: send)
        }
        try await carryOut(verdicts, batch, on: connection)
        return verdicts
    }

    private static let isHeld = "another session holds its contact (queue.health names the session)"

    private func decide(_ sends: [GatedSend], _ batch: Batch, on connection: Connection) async throws -> Verdicts {
        var (verdicts, breakers) = (Verdicts(), batch.breakers)
        let add = { (verdict: GateVerdict, send: GatedSend) in
            verdicts.add(breakers.judge(verdict, on: send.job, to: send.destination, at: batch.now), on: send)
        }
        var zones = Zones()
        for send in sends where send.isEnded { add(.void(because: "its enrollment ended"), send) }
        for (workflow, group) in Dictionary(grouping: sends.filter { !$0.isEnded }, by: \.visit?.workflow) {
            guard let workflow else {
                for send in group { add(GateVerdict(onOrderBlocked: send.blocked), send) }
                continue
            }
            let interpreter = try await walk.workflow(workflow, on: connection)
            for send in group {
                guard let due = DueSend(send, in: zones.zone(send.zone)) else { continue }
                add(interpreter.judge(due, at: batch.now, workspaceZone: workspaceZone), send)
            }
        }
        verdicts.probes = breakers.probes
        return verdicts
    }

    private func carryOut(_ verdicts: Verdicts, _ batch: Batch, on connection: Connection) async throws {
        // Enrollments are locked before their jobs, as everywhere. If an operator has just taken a job from its gate,
        // no verdict finds the job: it comes back, and is judged then.
        let over = verdicts.skipped + verdicts.exiting
        let held = over.isEmpty ? [] : try await connection.run(HoldEnrollments(ofJobs: over.map(\.send.job)))
        let walkers = Dictionary(held.map { ($0.job, Walker($0)) }, uniquingKeysWith: { first, _ in first })
        let ending = over.filter { $0.send.visit == nil || walkers[$0.send.job] != nil }

        _ = try await connection.run(
            ReleaseJobs(term: batch.term, verdicts.released),
            PostponeJobs(
                term: batch.term,
                verdicts.postponed.map { (id: $0.send.job, until: $0.until ?? .distantFuture, reason: $0.reason) }
            ),
            RecordVerdicts((verdicts.postponed + ending).filter(\.isNews))
        )
        if !verdicts.probes.isEmpty {
            let until = batch.now + Breakers.patience
            _ = try await connection.run(LetProbe(term: batch.term, of: "email", verdicts.probes, until: until))
        }
        for (reason, group) in Dictionary(grouping: verdicts.void + ending, by: \.reason) {
            _ = try await connection.run(WithdrawJobs(group.map(\.send.job), as: .dropped, because: reason))
        }
        try await skip(verdicts.skipped, walkers, at: batch.now, on: connection)
        try await walk.leave(
            verdicts.exiting.compactMap { verdict in
                walkers[verdict.send.job].map { ($0, .blocked(reason: verdict.reason)) }
            },
            on: connection
        )
    }

    /// Records why the e-mail is not sent, and advances past the step.
    private func skip(
        _ verdicts: [SendVerdict],
        _ walkers: [Int64: Walker],
        at now: Date,
        on connection: Connection
    ) async throws {
        let skipped = verdicts.filter { walkers[$0.send.job] != nil }
        guard !skipped.isEmpty else { return }
        var next: [Walker] = []
        for verdict in skipped {
            guard let walker = walkers[verdict.send.job] else { continue }
            let interpreter = try await walk.workflow(walker.workflow, on: connection)
            next.append(walker.gone(to: verdict.send.visit.flatMap { interpreter[$0.step]?.next }))
        }
        try await walk.advance(next, at: now, noting: skipped.compactMap(\.line), on: connection)
    }

    private func report(_ verdicts: Verdicts) {
        if !verdicts.released.isEmpty { observe(.released(count: verdicts.released.count)) }
        for (hold, count) in verdicts.holds { observe(.postponed(count: count, because: hold)) }
        let dropped = verdicts.count - verdicts.released.count - verdicts.postponed.count
        if dropped > 0 { observe(.dropped(count: dropped)) }
    }
}

extension DueSend {
    /// Nil for a send that belongs to no enrollment.
    fileprivate init?(_ send: GatedSend, in contactZone: TimeZone?) {
        guard let visit = send.visit else { return nil }
        self.init(
            step: visit.step,
            pausedSince: send.pausedSince,
            blocked: send.blocked,
            since: send.since,
            contactZone: contactZone
        )
    }
}
