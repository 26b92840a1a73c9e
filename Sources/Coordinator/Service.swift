import Postgres
import Store
import Telemetry

/// A task that the coordinator repeats.
struct Service: Sendable {
    /// When the service works.
    enum Moment: Equatable {
        /// When the watch sees work for it.
        case seen
        case every(Duration)
    }

    let name: String
    let moment: Moment
    /// Does one batch in the given term, and returns how much there was to do.
    let work: @Sendable (Int64) async throws -> Int

    init(_ name: String, _ moment: Moment, _ work: @escaping @Sendable (Int64) async throws -> Int) {
        (self.name, self.moment, self.work) = (name, moment, work)
    }

    /// Runs until the term is over, and survives every other error.
    ///
    /// - Parameters:
    ///   - calls: an element for each time that the watch has seen work.
    ///   - noteRound: called when a round begins, and with the amount of work when it ends without an error.
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

    /// Works until nothing is left to do.
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
