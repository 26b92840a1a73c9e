import Automation
import Foundation
import Testing

/// What the gate does while the next system refuses more than one message.
@Suite struct BreakersTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let now = BreakersTests.now
    private let slow = Destination("slow.example")

    private func open(_ destination: Destination, for seconds: TimeInterval) -> Breakers {
        Breakers([Breakers.Breaker(destination, until: now + seconds, reason: "530 sign in first")])
    }

    @Test(arguments: [(10.0, 0), (0.0, 1), (-5.0, 1)])
    func `a stopped channel lets nothing near the gate until it may be tried, and then one send`(
        rest: TimeInterval,
        limit: Int
    ) {
        #expect(open(.everywhere, for: rest).limit(1000, at: now) == limit)
        #expect(open(slow, for: rest).limit(1000, at: now) == 1000)
        #expect(open(.everywhere, for: rest).limit(0, at: now) == 0)
    }

    @Test func `what goes to a stopped destination waits with the reason, and other mail leaves`() {
        var breakers = open(slow, for: 30)
        let release = GateVerdict.release(until: nil)

        #expect(
            breakers.judge(release, on: 1, to: slow, at: now)
                == .later(until: now + 30, .halted, because: "slow.example takes nothing for now: 530 sign in first")
        )
        #expect(breakers.judge(release, on: 2, to: Destination("quick.example"), at: now) == release)
        #expect(breakers.judge(release, on: 3, to: nil, at: now) == release)
        #expect(breakers.probes.isEmpty)
    }

    @Test(arguments: [Destination.everywhere, Destination("slow.example")])
    func `after the pause one send tries, and the next ones wait for what becomes of it`(stopped: Destination) {
        var breakers = open(stopped, for: 0)
        let release = GateVerdict.release(until: now + 3600)

        #expect(breakers.judge(release, on: 1, to: slow, at: now) == release)
        guard case .later(now + Breakers.patience, .halted, _) = breakers.judge(release, on: 2, to: slow, at: now)
        else {
            Issue.record("the second one tries, too")
            return
        }
        #expect(breakers.probes.map(\.job) == [1])
        #expect(breakers.probes.map(\.destination) == [stopped])
    }

    @Test(arguments: [
        GateVerdict.skip(because: "no consent"), .exit(because: "no consent"), .void(because: "ended"),
        .later(until: now + 5, .hours, because: "outside the hours"),
    ])
    func `a send that may not leave anyway tries nothing`(verdict: GateVerdict) {
        var breakers = open(.everywhere, for: 0)
        #expect(breakers.judge(verdict, on: 1, to: slow, at: now) == verdict)
        #expect(breakers.probes.isEmpty)
    }
}
