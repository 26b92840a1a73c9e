import Foundation
import Synchronization
import Testing

@testable import Worker

/// How slots wait for work.
@Suite(.timeLimit(.minutes(1))) struct DoorbellTests {
    /// What producers were told, in order.
    private final class Notices: Sendable {
        let told = Mutex<[Bool]>([])
        var all: [Bool] { told.withLock { $0 } }

        func bell() -> Doorbell { Doorbell { [self] wanted in told.withLock { $0.append(wanted) } } }
    }

    private static let forEver = Duration.seconds(3600)

    @Test func `without an ear a slot rests and looks, and asks nobody to ring`() async throws {
        let notices = Notices()
        let bell = notices.bell()
        try await bell.wait(atMost: .milliseconds(1), ifHeard: Self.forEver)
        #expect(notices.all == [])
    }

    @Test func `with one it asks to be told, looks once more, and then rests until it rings`() async throws {
        let notices = Notices()
        let bell = notices.bell()
        bell.hear(true)
        try await bell.wait(atMost: Self.forEver, ifHeard: Self.forEver)
        #expect(notices.all == [true])

        bell.ring()
        try await bell.wait(atMost: Self.forEver, ifHeard: Self.forEver)

        async let waiting: Void = bell.wait(atMost: Self.forEver, ifHeard: Self.forEver)
        bell.ring()
        try await waiting
        #expect(notices.all == [true])
    }

    @Test func `while much comes producers are told to be silent`() async throws {
        let notices = Notices()
        let bell = notices.bell()
        bell.hear(true)
        try await bell.wait(atMost: Self.forEver, ifHeard: Self.forEver)
        await bell.note(10)
        #expect(notices.all == [true])

        await bell.note(500)
        await bell.note(500)
        try await bell.wait(atMost: .milliseconds(1), ifHeard: Self.forEver)
        #expect(notices.all == [true, false])
    }

    @Test func `an ear that has been deaf asks again: what was asked may be forgotten`() async throws {
        let notices = Notices()
        let bell = notices.bell()
        for _ in 1...2 {
            bell.hear(true)
            try await bell.wait(atMost: Self.forEver, ifHeard: Self.forEver)
        }
        #expect(notices.all == [true, true])
    }

    @Test func `when nobody rings, though it hears, a slot looks by itself`() async throws {
        let bell = Notices().bell()
        bell.hear(true)
        try await bell.wait(atMost: Self.forEver, ifHeard: .milliseconds(1))
        try await bell.wait(atMost: Self.forEver, ifHeard: .milliseconds(1))
    }

    @Test func `a slot that is to stop does not wait for a ring`() async throws {
        let bell = Notices().bell()
        bell.hear(true)
        try await bell.wait(atMost: Self.forEver, ifHeard: Self.forEver)
        let waiting = Task { try await bell.wait(atMost: Self.forEver, ifHeard: Self.forEver) }
        waiting.cancel()
        try await waiting.value
    }
}
