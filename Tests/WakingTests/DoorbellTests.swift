import Foundation
import Synchronization
import Testing

@testable import Waking

/// How slots and the coordinator wait for work.
@Suite(.timeLimit(.minutes(1))) struct DoorbellTests {
    /// The requests that producers received, in order.
    private final class Notices: Sendable {
        let told = Mutex<[Bool]>([])
        var all: [Bool] { told.withLock { $0 } }

        /// - Parameter isHeeded: whether producers notify when they are asked to.
        func bell(isHeeded: Bool = true) -> Doorbell {
            Doorbell { [self] wanted in
                told.withLock { $0.append(wanted) }
                return wanted && isHeeded
            }
        }
    }

    private static let forEver = Duration.seconds(3600)

    @Test func `without a listener a slot rests and looks, and asks nobody to ring`() async throws {
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

    @Test func `a listener that has been deaf asks again: what was asked may be forgotten`() async throws {
        let notices = Notices()
        let bell = notices.bell()
        for _ in 1...2 {
            bell.hear(true)
            try await bell.wait(atMost: Self.forEver, ifHeard: Self.forEver)
        }
        #expect(notices.all == [true, true])
    }

    @Test func `when nobody rings, though somebody would, a slot looks by itself`() async throws {
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

    @Test func `where producers may not ring, a slot looks as if it heard nothing`() async throws {
        let notices = Notices()
        let bell = notices.bell(isHeeded: false)
        bell.hear(true)
        for _ in 1...3 { try await bell.wait(atMost: .milliseconds(1), ifHeard: Self.forEver) }
        #expect(notices.all == [true])
        #expect(!bell.isPromised)
    }

    @Test func `a promise lasts until the listener is deaf, or much comes`() async throws {
        let bell = Notices().bell()
        for end in [{ bell.hear(false) }, { await bell.note(500) }] as [@Sendable () async -> Void] {
            bell.hear(true)
            try await bell.askToRing()
            #expect(bell.isPromised)
            await end()
            #expect(!bell.isPromised)
        }
    }

    @Test func `what only some can do wakes everybody, and is not remembered`() async throws {
        let bell = Notices().bell()
        let waiting = (1...3).map { _ in Task { try await bell.wait(atMost: nil) } }
        let ringing = Task {
            while !Task.isCancelled {
                bell.ringAll()
                await Task.yield()
            }
        }
        for wait in waiting { try await wait.value }
        ringing.cancel()
        await ringing.value
        bell.ringAll()
        let late = Task { try await bell.wait(atMost: nil) }
        late.cancel()
        try await late.value
    }
}
