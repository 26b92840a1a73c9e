import Postgres
import Store
import Synchronization
import Telemetry
import Testing

@testable import Coordinator

/// The reported rounds of the leader's services.
struct RoundsTests {
    private static let services = [
        Service("gate", .seen) { _ in 0 }, Service("promoter", .seen) { _ in 0 },
        Service("deadlines", .every(.seconds(10))) { _ in 0 },
    ]
    private let rounds = Rounds()

    /// The services that have finished a round since `moment`.
    private func finished(since moment: ContinuousClock.Instant) -> Set<String> {
        Set(rounds.finished.filter { $0.value >= moment }.keys)
    }

    /// The next instant of the clock, which may stand still for a moment.
    private func nextInstant() -> ContinuousClock.Instant {
        let now = ContinuousClock.now
        while ContinuousClock.now == now {}
        return .now
    }

    @Test func `who has nothing to do has as good as finished a round, but for who works or is to work`() {
        rounds.begin(Self.services)
        rounds.note(Self.services[0], nil)
        let begun = nextInstant()
        rounds.noteNothing(except: [])
        #expect(finished(since: begun) == ["promoter"])

        let later = nextInstant()
        rounds.note(Self.services[0], 0)
        rounds.noteNothing(except: ["promoter"])
        #expect(finished(since: later) == ["gate"])

        let last = nextInstant()
        rounds.note(Self.services[2], 3)
        rounds.noteNothing(except: [])
        #expect(finished(since: last) == ["gate", "promoter", "deadlines"])
    }

    @Test func `upkeep is not told of, nor is anybody who does not lead`() {
        rounds.begin(Self.services)
        rounds.note(Service("history", .every(.seconds(3600))) { _ in 0 }, 1)
        #expect(rounds.ages.keys.sorted() == ["deadlines", "gate", "promoter"])
        rounds.end()
        #expect(rounds.ages.isEmpty)
    }
}

/// When a service works.
@Suite(.timeLimit(.minutes(1))) struct ServiceTests {
    @Test func `called once, it works until there is nothing left to do`() async throws {
        let (calls, call) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (done, tell) = AsyncStream.makeStream(of: Int.self)
        let left = Countdown(from: 3)
        let service = Service("counter", .seen) { _ in left.next() }
        let running = Task {
            try await service.run(term: 1, calls: calls, observe: .silent) { count in
                if let count { tell.yield(count) }
            }
        }
        var rounds = done.makeAsyncIterator()
        call.yield()
        for wanted in [3, 2, 1, 0] { #expect(await rounds.next() == wanted) }
        left.reset(to: 1)
        call.yield()
        for wanted in [1, 0] { #expect(await rounds.next() == wanted) }
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }

    @Test func `it ends with its term`() async {
        let (calls, call) = AsyncStream.makeStream(of: Void.self)
        let over = PostgresError(.server, "over", sqlstate: "RL001")
        let service = Service("late", .seen) { _ in throw over }
        call.yield()
        await #expect(throws: PostgresError.self) {
            try await service.run(term: 1, calls: calls, observe: .silent) { _ in }
        }
    }
}

/// The amount of work left: less each time.
private final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(from count: Int) { left = Mutex(count) }

    func next() -> Int {
        left.withLock { left in
            defer { left = max(0, left - 1) }
            return left
        }
    }

    func reset(to count: Int) { left.withLock { $0 = count } }
}
