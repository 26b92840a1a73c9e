import Postgres
import Store
import Telemetry

/// One thing the coordinator does again and again.
struct Service: Sendable {
    /// When it does it.
    enum Moment: Equatable {
        /// When the watch sees that there is something to do.
        case seen
        case every(Duration)
    }

    let name: String
    let moment: Moment
    /// Does one batch in the given term, and answers how much there was to do.
    let work: @Sendable (Int64) async throws -> Int

    init(_ name: String, _ moment: Moment, _ work: @escaping @Sendable (Int64) async throws -> Int) {
        (self.name, self.moment, self.work) = (name, moment, work)
    }

    /// Until the term is over. Survives every other error.
    ///
    /// - Parameters:
    ///   - calls: one for each time that the watch has seen something.
    ///   - noteRound: told of each round that has begun, and of how much was done in each that met no error.
    func run(term: Int64, calls: AsyncStream<Void>, observe: Observer, noteRound: NoteRound) async throws {
        switch moment {
        case .seen: for await _ in calls { try await finish(term: term, observe, noteRound) }
        case .every(let interval):
            while true {
                try await finish(term: term, observe, noteRound)
                try await Task.sleep(for: interval)
            }
        }
        throw CancellationError()
    }

    typealias NoteRound = @Sendable (_ done: Int?) async -> Void

    /// Works until there is nothing to do any more.
    private func finish(term: Int64, _ observe: Observer, _ noteRound: NoteRound) async throws {
        do {
            var count: Int
            repeat {
                try Task.checkCancellation()
                await noteRound(nil)
                count = try await work(term)
                await noteRound(count)
            } while count > 0
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
