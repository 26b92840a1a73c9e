import Automation
import Delivery
import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// Records the results of a batch of sends, ends their jobs and advances their enrollments, in one transaction.
///
/// It is safe to run again if the reply to its commit is lost: an enrollment that has advanced then has another job.
struct Settlement: Sendable {
    var jobs: [Job]
    let results: [Int64: SettledSend]
    let walk: Walk
    let policy: DoubtPolicy
    let observe: Observer

    /// The same settlement for some of the jobs.
    func only(_ isIncluded: (Int64) -> Bool) -> Settlement {
        var some = self
        some.jobs = jobs.filter { isIncluded($0.id) }
        return some
    }

    func commit(on connection: Connection, waiting limit: Duration = LimitLockWaits.inWorkers) async throws {
        let (_, clock, held) = try await connection.run(
            LimitLockWaits(to: limit),
            ReadClock(),
            HoldEnrollments(ofJobs: jobs.map(\.id))
        )
        let walkers = Dictionary(held.map { ($0.job, Walker($0)) }, uniquingKeysWith: { first, _ in first })
        var plan = Plan()
        for job in jobs {
            guard let send = results[job.id] else { continue }
            let walker = walkers[job.id]
            let step = try await step(of: walker, on: connection)
            let circumstances = SendCircumstances(
                job: job.id,
                hasWalk: walker != nil,
                onBlocked: step?.onBlocked ?? .skip,
                policy: policy,
                now: clock[0]
            )
            plan.add(SendConclusion(send.result, circumstances), of: job, send.delivery, walker, next: step?.next)
        }
        try await write(plan, at: clock[0], on: connection)
    }

    /// Handles sends whose settlement the database refuses. It records messages that were sent, and the jobs try again
    /// later; a job that has had its last attempt dies, and its enrollment ends. A wait for another session costs no
    /// attempt.
    func postpone(after error: PostgresError, on connection: Connection) async throws {
        let outcomes = jobs.compactMap { job -> DeliveryOutcome? in
            guard let send = results[job.id], case .sent(let reference) = send.result, let delivery = send.delivery
            else { return nil }
            return DeliveryOutcome(.sent, delivery, fence: job.lease.fence, reference: reference)
        }
        _ = try await connection.run(RecordOutcomes(outcomes))
        try await retry(
            jobs.map { job in
                error.isLockTimeout
                    ? .whoseContactIsHeld(job.lease) : FailedAttempt(job.lease, error: error.description)
            },
            in: "email",
            observe,
            on: connection
        )
    }

    private func step(of walker: Walker?, on connection: Connection) async throws -> SendStep? {
        guard let walker, let id = walker.step else { return nil }
        guard let step = try await walk.workflow(walker.workflow, on: connection)[id] else { return nil }
        guard case .sendEmail(let send) = step.action else { return nil }
        return SendStep(next: step.next, onBlocked: send.onBlocked)
    }

    private func write(_ plan: Plan, at now: Date, on connection: Connection) async throws {
        if !plan.forgone.isEmpty { _ = try await connection.run(ForgoSends(plan.forgone)) }
        // Evidence is kept even if the lease was lost; only the lease's holder advances the enrollment.
        let (answers, _, opened) = try await connection.run(
            FinishJobs(plan.finished.map(\.lease)),
            RecordOutcomes(plan.outcomes),
            NoteAnswers(plan.answers, of: "email")
        )
        let mine = Set(answers.filter { $0.word == .done }.map(\.job))
        if !plan.withdrawn.isEmpty { _ = try await connection.run(WithdrawIntents(plan.withdrawn)) }
        if !plan.doubts.isEmpty { _ = try await connection.run(DoubtDeliveries(plan.doubts, parked: false)) }
        if !plan.parked.isEmpty { _ = try await connection.run(DoubtDeliveries(plan.parked, parked: true)) }
        try await suppress(plan.unknownRecipients, on: connection)

        try await walk.advance(
            plan.going.filter { mine.contains($0.job) }.map(\.walker),
            at: now,
            noting: plan.lines.filter { mine.contains($0.job) }.map(\.line),
            on: connection
        )
        try await walk.leave(
            plan.leaving.filter { mine.contains($0.job) }.map { ($0.walker, $0.reason) },
            on: connection
        )
        try await retry(plan.retried, in: "email", observe, on: connection)
        let burials = plan.buried.isEmpty ? [] : try await connection.run(try BuryJobs(plan.buried))
        for answer in answers + burials where answer.word == .stale { observe(.staleFinish(job: answer.job)) }
        if opened[0] > 0 { observe(.halted(channel: "email")) }
        observe.ended(mine.count, .done, in: "email")
        observe.ended(burials.count { $0.word == .dead }, .dead, in: "email")
    }

    private func suppress(_ deliveries: [Int64], on connection: Connection) async throws {
        guard !deliveries.isEmpty else { return }
        _ = try await connection.run(SuppressRecipients(deliveries, because: "the server does not know the recipient"))
    }
}

private struct SendStep {
    let next: StepID?
    let onBlocked: SendEmail.Blocked
}
