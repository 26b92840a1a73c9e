import Automation
import Foundation
import Postgres
import Store
import Telemetry

/// Records what is about to be handed over, before the first byte leaves.
struct Intents {
    let pool: Pool
    let policy: DoubtPolicy
    let observe: Observer

    /// Commits the intents. Returns hand-overs for the messages that may leave, and a result for each other send.
    func commit(_ drafts: [Draft], at now: Date) async throws -> (results: [Int64: SettledSend], toSend: [HandOver]) {
        let answers = try await pool.run(IntendSends(drafts))
        do {
            return sort(answers, drafts, try await handOversAgain(answers, drafts, at: now))
        } catch {
            // The new intents are committed and must go on; the repetitions can wait.
            observe(.faltered(service: "repetitions", cause: cause(of: error)))
            return sort(answers, drafts, [])
        }
    }

    private func sort(
        _ answers: [IntentAnswer],
        _ drafts: [Draft],
        _ again: [HandOver]
    ) -> (results: [Int64: SettledSend], toSend: [HandOver]) {
        let byJob = Dictionary(drafts.map { ($0.lease.job, $0) }, uniquingKeysWith: { first, _ in first })
        let repeated = Set(again.map(\.job))
        var results: [Int64: SettledSend] = [:]
        var toSend = again
        for answer in answers where !repeated.contains(answer.job) {
            if let result = SendResult(answer.verdict, since: answer.intentAt, handovers: answer.handovers) {
                results[answer.job] = SettledSend(result: result, delivery: answer.delivery)
            } else if let draft = byJob[answer.job] {
                toSend.append(HandOver(draft, since: answer.intentAt))
            }
        }
        return (results, toSend)
    }

    /// Doubtful deliveries whose time for the single repetition has come, with their frozen messages. They are checked
    /// again, with their contacts locked, so that the answer holds until the repetition is recorded.
    private func handOversAgain(
        _ answers: [IntentAnswer],
        _ drafts: [Draft],
        at now: Date
    ) async throws -> [HandOver] {
        guard case .resend(let wait) = policy else { return [] }
        let due = answers.filter { $0.verdict == .doubtful && $0.handovers < 2 && $0.intentAt + wait.seconds <= now }
        guard !due.isEmpty else { return [] }
        let asked = Dictionary(drafts.map { ($0.lease.job, $0) }, uniquingKeysWith: { first, _ in first })
        return try await pool.transaction { connection in
            let still = try await connection.run(IntendSends(due.compactMap { asked[$0.job] }))
                .filter { $0.verdict == .doubtful }
            let repetitions = still.map { (id: $0.delivery, fence: asked[$0.job]?.lease.fence ?? 0) }
            let frozen = try await connection.run(HandOverAgain(repetitions))
            let byDelivery = Dictionary(still.map { ($0.delivery, $0) }, uniquingKeysWith: { first, _ in first })
            return frozen.compactMap { message in byDelivery[message.delivery].map { HandOver(message, again: $0) } }
        }
    }
}
