import Automation
import Foundation
import Testing

struct InterpreterTests {
    private static let arrival = Date(timeIntervalSince1970: 1_772_355_600)  // 2026-03-01 09:00 UTC
    private static let click = Filter.event(EventTest("email_clicked", since: .enrollment))

    /// send → wait a day → clicked? ends : reminder → list
    private static let magnet = Interpreter(
        Workflow(
            "magnet",
            steps: [
                Step("send-link", .sendEmail(SendEmail("link", onBlocked: .exit)), next: "wait"),
                Step("wait", .wait(.days(1)), next: "clicked"),
                Step(
                    "clicked",
                    .branch(Branch([.init(click, to: "end")], otherwise: .go(to: "remind"))),
                    next: "remind"
                ),
                Step("end", .end(reason: "has it")),
                Step("remind", .sendEmail(SendEmail("reminder")), next: "note"),
                Step("note", .perform(.addToList("readers"))),
            ]
        )
    )

    @Test(
        arguments: [
            (
                "send-link", [],
                Decision.send(SendEmail("link", onBlocked: .exit), hours: .open(until: nil), then: "wait")
            ),
            ("wait", [], .rest(until: arrival.addingTimeInterval(86_400), then: "clicked")),
            ("clicked", [true], .move(to: "end")),
            ("clicked", [false], .move(to: "remind")),
            ("end", [], .finish(.ended(reason: "has it"))),
            ("remind", [], .send(SendEmail("reminder"), hours: .open(until: nil), then: "note")),
            ("note", [], .perform([.addToList("readers")], then: nil)),
        ] as [(StepID, [Bool], Decision)]
    )
    func `each step decides what must happen next`(step: StepID, matches: [Bool], decision: Decision) {
        #expect(Self.magnet.decide(at: step, given: Self.facts(matches)) == decision)
    }

    @Test func `the first matching branch wins`() {
        let interpreter = Self.branching(otherwise: .end)

        #expect(interpreter.decide(at: "choose", given: Self.facts([false, true, true])) == .move(to: "b"))
    }

    @Test func `a branch to the end of the workflow completes it`() {
        let interpreter = Self.branching(otherwise: .go(to: nil))

        #expect(interpreter.decide(at: "choose", given: Self.facts([false, false, true])) == .finish(.completed))
        #expect(interpreter.decide(at: "choose", given: Self.facts([false, false, false])) == .finish(.completed))
    }

    @Test func `matching none of several branches ends with its own reason`() {
        let decision = Self.branching(otherwise: .end).decide(at: "choose", given: Self.facts([false, false, false]))

        #expect(decision == .finish(.noBranchMatched))
    }

    @Test(
        arguments: [
            ("Europe/Paris", "UTC", "2026-03-29T08:00:00Z"),  // the clocks go forward: a day of 23 hours
            (nil, "Europe/Paris", "2026-03-29T08:00:00Z"),
            ("Asia/Tokyo", "Europe/Paris", "2026-03-29T09:00:00Z"),
        ] as [(String?, String, String)]
    )
    func `days are counted on the contact's clock, else the workspace's`(
        contact: String?,
        workspace: String,
        end: String
    ) throws {
        let facts = Facts(
            now: try Date("2026-03-28T09:00:00Z", strategy: .iso8601),
            contactZone: try contact.map { try Zones.named($0) },
            workspaceZone: try Zones.named(workspace)
        )

        let decision = Self.magnet.decide(at: "wait", given: facts)

        #expect(decision == .rest(until: try Date(end, strategy: .iso8601), then: "clicked"))
    }

    @Test func `a step that does not exist fails this enrollment and no other`() {
        let decision = Self.magnet.decide(at: "gone", given: Self.facts())

        #expect(decision == .finish(.failed(explanation: #"workflow "magnet" has no step "gone""#)))
    }

    @Test func `too few answers are a failure, not a guess`() {
        guard case .finish(.failed) = Self.magnet.decide(at: "clicked", given: Self.facts([])) else {
            Issue.record("expected a failure")
            return
        }
    }

    private static func branching(otherwise: Branch.Otherwise) -> Interpreter {
        let arms = [("a" as StepID?), "b", nil].map { Branch.Arm(click, to: $0) }
        let steps = [Step("choose", .branch(Branch(arms, otherwise: otherwise)))]
        return Interpreter(Workflow("choice", steps: steps))
    }

    private static func facts(_ matches: [Bool] = []) -> Facts {
        Facts(now: arrival, matches: matches, workspaceZone: .gmt)
    }
}
