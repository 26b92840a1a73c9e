import Automation
import Foundation
import Testing

/// The gate's decisions about a due send.
@Suite struct GateVerdictTests {
    private let now = try! Date("2026-03-02T10:00:00Z", strategy: .iso8601)
    private let paris = TimeZone(identifier: "Europe/Paris")!

    private func judge(
        blocked: String? = nil,
        pausedFor: TimeInterval? = nil,
        onBlocked: SendEmail.Blocked = .skip,
        hours: Window? = nil,
        age: TimeInterval = 0
    ) -> GateVerdict {
        let step = Step("mail", .sendEmail(SendEmail("one", onBlocked: onBlocked)), next: nil)
        let interpreter = Interpreter(Workflow("w", hours: hours, steps: [step]))
        let send = DueSend(
            step: "mail",
            pausedSince: pausedFor.map { now - $0 },
            blocked: blocked,
            since: now - age,
            contactZone: nil
        )
        return interpreter.judge(send, at: now, workspaceZone: paris)
    }

    @Test func `without hours or an obstacle a send may leave at any time`() {
        #expect(judge() == .release(until: nil))
    }

    @Test(
        arguments: [(0.0, 900.0), (600, 900), (7200, 7200), (86_400, 86_400), (40 * 86_400, 86_400)]
            as [(TimeInterval, TimeInterval)]
    )
    func `a pause comes before everything else, and is looked at ever more rarely: its end wakes what waits`(
        pausedFor: TimeInterval,
        next: TimeInterval
    ) {
        let verdict = judge(blocked: "no consent", pausedFor: pausedFor)
        #expect(verdict == .later(until: now + next, .paused, because: "the workflow is paused"))
    }

    @Test func `hours let a send leave until they close, or hold it until they open`() throws {
        let open = Window([.init(from: try LocalTime(parsing: "09:00"), to: try LocalTime(parsing: "12:00"))])
        #expect(judge(hours: open) == .release(until: try Date("2026-03-02T11:00:00Z", strategy: .iso8601)))
        let closed = Window([.init(from: try LocalTime(parsing: "07:00"), to: try LocalTime(parsing: "08:00"))])
        let morning = try Date("2026-03-03T06:00:00Z", strategy: .iso8601)
        #expect(judge(hours: closed) == .later(until: morning, .hours, because: "outside the hours of the workflow"))
    }

    @Test func `what is blocked does as its step says, whatever the hours`() throws {
        let closed = Window([.init(from: try LocalTime(parsing: "07:00"), to: try LocalTime(parsing: "08:00"))])
        #expect(judge(blocked: "no consent", hours: closed) == .skip(because: "no consent"))
        #expect(judge(blocked: "no consent", onBlocked: .exit) == .exit(because: "no consent"))
        #expect(
            judge(blocked: "no consent", onBlocked: .wait, age: 86_400)
                == .later(until: now + 29 * 86_400, .blocked, because: "no consent")
        )
    }

    @Test func `a blocked send waits thirty days at most`() {
        #expect(
            judge(blocked: "no consent", onBlocked: .wait, age: SendEmail.longestWait)
                == .skip(because: "no consent; it has waited 30 days for that to change")
        )
    }

    @Test func `a send that belongs to no walk is stopped by nothing but its contact`() {
        #expect(GateVerdict(onOrderBlocked: nil) == .release(until: nil))
        #expect(GateVerdict(onOrderBlocked: "no address") == .skip(because: "no address"))
    }
}
