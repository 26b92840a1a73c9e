import Automation
import Delivery
import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// Sends e-mails: the intent is committed before the first byte leaves, the outcome with the end of the job.
struct Deliver: Handler {
    let pool: Pool
    let walk: Walk
    let postOffice: PostOffice
    let letters: Letters
    let observe: Observer

    var queue: String { "email" }

    func batch(_ configuration: Worker.Configuration) -> Int { configuration.deliverBatch }

    func work(_ jobs: [Job]) async throws {
        let (fates, toSend) = try await intend(jobs)
        var known = fates
        for (job, fate) in await handOver(toSend) { known[job] = fate }
        await settle(Settlement(jobs: jobs, fates: known, walk: walk, policy: postOffice.doubtPolicy, observe: observe))
    }

    /// Writes the letters and commits the intents. What may leave comes back as hand-overs, all else with its fate.
    private func intend(_ jobs: [Job]) async throws -> (fates: [Int64: Fate], toSend: [HandOver]) {
        try await pool.withConnection { connection in
            let (drafts, fates, now) = try await draft(jobs, on: connection)
            guard !drafts.isEmpty else { return (fates, []) }
            let answers = try await connection.run(IntendSends(drafts))
            let again = try await handOversAgain(answers, drafts, at: now, on: connection)
            return sort(answers, drafts, again, fates)
        }
    }

    /// A draft for every job that can have one, and the fate of the others.
    private func draft(_ jobs: [Job], on connection: Connection) async throws -> ([Draft], [Int64: Fate], Date) {
        let (written, now) = try await letters.write(jobs, on: connection)
        var drafts: [Draft] = []
        var fates: [Int64: Fate] = [:]
        for job in jobs {
            switch written[job.id] {
            case .success(let draft): drafts.append(draft)
            case .failure(let problem): fates[job.id] = .blocked(reason: problem.reason)
            case nil: fates[job.id] = .impossible(reason: "the contact or the e-mail is gone")
            }
        }
        return (drafts, fates, now)
    }

    private func sort(
        _ answers: [IntentAnswer],
        _ drafts: [Draft],
        _ again: [HandOver],
        _ fates: [Int64: Fate]
    ) -> (fates: [Int64: Fate], toSend: [HandOver]) {
        let byJob = Dictionary(drafts.map { ($0.lease.job, $0) }, uniquingKeysWith: { first, _ in first })
        let repeated = Set(again.map(\.job))
        var (fates, toSend) = (fates, again)
        for answer in answers where !repeated.contains(answer.job) {
            if answer.word == .send, let draft = byJob[answer.job] {
                toSend.append(HandOver(draft, since: answer.intentAt))
            } else {
                fates[answer.job] = Fate(answer)
            }
        }
        return (fates, toSend)
    }

    /// Doubtful deliveries whose time for the one repetition has come, with their frozen messages. They are asked about
    /// again: this time the answer holds, with their contacts locked, until the repetition is written down.
    private func handOversAgain(
        _ answers: [IntentAnswer],
        _ drafts: [Draft],
        at now: Date,
        on connection: Connection
    ) async throws -> [HandOver] {
        guard case .resend(let wait) = postOffice.doubtPolicy else { return [] }
        let due = answers.filter { $0.word == .doubtful && $0.handovers < 2 && $0.intentAt + wait.seconds <= now }
        guard !due.isEmpty else { return [] }
        let asked = Dictionary(drafts.map { ($0.lease.job, $0) }, uniquingKeysWith: { first, _ in first })
        return try await connection.transaction { connection in
            let still = try await connection.run(IntendSends(due.compactMap { asked[$0.job] }))
                .filter { $0.word == .doubtful }
            let repetitions = still.map { (id: $0.delivery, fence: asked[$0.job]?.lease.fence ?? 0) }
            let frozen = try await connection.run(HandOverAgain(repetitions))
            let byDelivery = Dictionary(still.map { ($0.delivery, $0) }, uniquingKeysWith: { first, _ in first })
            return frozen.compactMap { message in byDelivery[message.delivery].map { HandOver(message, again: $0) } }
        }
    }

    /// All at once: the channel bounds how many are really under way.
    private func handOver(_ toSend: [HandOver]) async -> [(Int64, Fate)] {
        await withTaskGroup(of: (Int64, Fate).self) { group in
            for letter in toSend { group.addTask { (letter.job, await handOver(letter)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func handOver(_ letter: HandOver) async -> Fate {
        let begun = ContinuousClock.now
        guard let sender = try? EmailAddress(letter.sender), let recipient = try? EmailAddress(letter.recipient) else {
            return .blocked(reason: "the address cannot be used")
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
        return Fate(outcome, delivery: letter.delivery, since: letter.since, handovers: letter.handovers)
    }

    /// What has been handed over must be recorded: tried again for as long as this process lives.
    private func settle(_ settlement: Settlement) async {
        while true {
            do {
                return try await pool.transaction { connection in try await settlement.commit(on: connection) }
            } catch {
                observe(
                    .faltered(service: "outcomes", cause: cause(of: error))
                )
                try? await Task.sleep(for: .milliseconds(500))
            }
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

/// One message on its way out.
struct HandOver: Sendable {
    let job: Int64
    let delivery: Int64
    let since: Date
    let handovers: Int
    let sender: String
    let recipient: String
    let content: [UInt8]

    init(_ draft: Draft, since: Date) {
        (job, delivery, self.since, handovers) = (draft.lease.job, draft.delivery, since, 1)
        (sender, recipient, content) = (draft.sender, draft.recipient, draft.content)
    }

    init(_ message: FrozenMessage, again answer: IntentAnswer) {
        (job, delivery, since, handovers) = (answer.job, message.delivery, answer.intentAt, answer.handovers + 1)
        (sender, recipient, content) = (message.sender, message.recipient, message.content)
    }
}

extension Duration {
    var seconds: TimeInterval { TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18 }
}
