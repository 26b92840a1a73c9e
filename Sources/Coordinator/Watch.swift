import Postgres
import Store
import Telemetry
import Waking

/// Looks for all services together, and calls those that have work, so that an idle coordinator runs few queries.
///
/// It looks when it is notified, when something becomes due by itself, and from time to time, because a notification is
/// never certain.
struct Watch: Sendable {
    let pool: Pool
    let bell: Doorbell
    /// The services that wait to be called, by name.
    let calls: [String: AsyncStream<Void>.Continuation]
    let rounds: Rounds
    /// How long it rests after a look that has found something.
    let tick: Duration
    let observe: Observer

    /// The longest rest while producers notify.
    static let rest = Duration.seconds(1)
    /// The longest rest, in ticks, while producers do not notify.
    static let ticksUntold = 4

    /// Runs until the term is over.
    func keep(term: Int64) async throws {
        var pause = tick
        var seen: Set<String> = []
        while true {
            let begun = ContinuousClock.now
            do {
                let sight = try await pool.one(LookForServices(term: term))
                call(for: sight, after: seen)
                seen = sight.services
                pause = seen.isEmpty ? min(pause * 2, tick * Self.ticksUntold) : tick
                try await rest(pause, sight)
            } catch let error as PostgresError where error.isTermOver {
                throw error
            } catch let error where Task.isCancelled || error is CancellationError {
                throw CancellationError()
            } catch {
                observe(.faltered(service: "watch", cause: cause(of: error)))
                try await Task.sleep(for: .seconds(1))
            }
            // Many notifications need only one look.
            try await Task.sleep(until: begun + tick / 10, clock: .continuous)
        }
    }

    /// Moves marks once more after the last useful move, because the numbers given out then have settled by now.
    private func call(for sight: Sight, after last: Set<String>) {
        rounds.noteNothing(except: sight.services)
        for service in sight.services.union(last.intersection(["marks"])) { calls[service]?.yield() }
    }

    private func rest(_ pause: Duration, _ sight: Sight) async throws {
        let due = sight.rest ?? Self.rest
        let told = sight.services.isEmpty ? max(pause, Self.rest) : tick
        try await bell.wait(atMost: min(pause, due), ifHeard: min(told, due))
    }
}
