import Postgres
import Store
import Telemetry

/// One thing the coordinator does again and again.
struct Service: Sendable {
    let name: String
    let interval: Duration
    /// Does one batch in the given term, and answers how much there was to do.
    let work: @Sendable (Int64) async throws -> Int

    init(_ name: String, every interval: Duration, _ work: @escaping @Sendable (Int64) async throws -> Int) {
        (self.name, self.interval, self.work) = (name, interval, work)
    }

    /// Works while there is something to do, rests when there is not. Survives every error but the end of the term. Each
    /// round that met none is noted.
    func run(term: Int64, observe: Observer, noteRound: @Sendable () -> Void = {}) async throws {
        while true {
            try Task.checkCancellation()
            do {
                let count = try await work(term)
                noteRound()
                if count == 0 { try await Task.sleep(for: interval) }
            } catch let error as PostgresError where error.isTermOver {
                throw error
            } catch let error where Task.isCancelled || error is CancellationError {
                throw CancellationError()
            } catch {
                observe(.faltered(service: name, cause: cause(of: error)))
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
