import Postgres
import Store
import Synchronization

/// How many jobs of each queue the leader may release. It uses this machine's clock, because a rate protects the server
/// at the other end.
final class Rates: Sendable {
    private let pool: Pool
    private let allowances = Mutex<[String: Allowance]>([:])

    init(pool: Pool) { self.pool = pool }

    /// Each queue with the number of jobs that may start now: the rest of its allowance, as far as there is room;
    /// `limit` if it has no rate.
    func read(atMost limit: Int) async throws -> [(queue: String, isWaiting: Bool, available: Int)] {
        let rates = try await pool.run(ReadRates())
        return allowances.withLock { known in
            rates.map { rate in
                let available = min(Self.available(rate, in: &known) ?? limit, rate.room ?? limit)
                return (rate.queue, rate.isWaiting, min(limit, available))
            }
        }
    }

    func available(of queue: String, atMost limit: Int) async throws -> Int {
        try await read(atMost: limit).first { $0.queue == queue }?.available ?? limit
    }

    func spend(_ count: Int, of queue: String) { allowances.withLock { $0[queue]?.spend(count) } }

    private static func available(_ rate: QueueRate, in known: inout [String: Allowance]) -> Int? {
        guard let perSecond = rate.perSecond else {
            known[rate.queue] = nil
            return nil
        }
        var allowance = known[rate.queue] ?? Allowance(perSecond: perSecond, at: .now)
        if !allowance.isFor(perSecond) { allowance = Allowance(perSecond: perSecond, at: .now) }
        defer { known[rate.queue] = allowance }
        return allowance.available(at: .now)
    }
}
