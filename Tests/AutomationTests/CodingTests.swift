import Automation
import Foundation
import Testing

/// Values stored in the database can be read back, and are readable there.
struct CodingTests {
    @Test func `a workflow that uses everything survives storage`() throws {
        let workflow = Workflow.example

        let stored = try JSONEncoder().encode(workflow)

        #expect(try JSONDecoder().decode(Workflow.self, from: stored) == workflow)
    }

    @Test(arguments: [
        (PropertyValue.text("5"), #""5""#),
        (.number(5), "5"),
        (.number(0.25), "0.25"),
        (.boolean(true), "true"),
        (.texts(["a", "b"]), #"["a","b"]"#),
        (.date(Date(timeIntervalSince1970: 0)), #"{"date":"1970-01-01T00:00:00.000Z"}"#),
        (.day(LocalDate(dayNumber: 0)), #"{"date":"1970-01-01"}"#),
    ])
    func `a value is stored as what JSON calls it`(value: PropertyValue, json: String) throws {
        #expect(try Self.json(value) == json)
        #expect(try JSONDecoder().decode(PropertyValue.self, from: Data(json.utf8)) == value)
    }

    @Test(arguments: [
        (Comparison.hasAny(["a", "b"]), #"{"has_any":["a","b"]}"#),
        (.hasNone(["a"]), #"{"has_none":["a"]}"#),
        (.inLast(.days(3)), #"{"in_last":"3 days"}"#),
        (.inNext(.days(3)), #"{"in_next":"3 days"}"#),
        (.today(.before), #"{"today":"before"}"#),
        (.anniversary, #"{"anniversary":true}"#),
        (.anniversaryInNext(.weeks(1)), #"{"anniversary_in_next":"1 week"}"#),
    ])
    func `a comparison is stored under the words of the files`(comparison: Comparison, json: String) throws {
        #expect(try Self.json(comparison) == json)
        #expect(try JSONDecoder().decode(Comparison.self, from: Data(json.utf8)) == comparison)
    }

    @Test(arguments: [
        (Filter.inList("customers"), #"{"in_list":"customers"}"#),
        (.all([]), #"{"all":[]}"#),
        (
            .property(PropertyTest(PropertyReference("employees", of: .company), .atLeast(.number(5)))),
            #"{"property":{"or_unknown":false,"property":"company.employees","value":{"at_least":5}}}"#
        ),
        (
            .property(PropertyTest(PropertyReference("phone"), .unknown)),
            #"{"property":{"or_unknown":false,"property":"phone","value":{"known":false}}}"#
        ),
        (
            .stage(StageTest(.atLeast, .mql)),
            #"{"stage":{"or_unknown":false,"relation":"at_least","stage":"mql"}}"#
        ),
        (
            .event(EventTest("demo", count: .moreThan(5), within: .months(6))),
            #"{"event":{"count":{"at_least":6},"name":"demo","since":"ever","where":[],"within":"6 months"}}"#
        ),
        (
            .event(EventTest("demo", count: EventTest.Count(1, through: 3))),
            #"{"event":{"count":{"at_least":1,"at_most":3},"name":"demo","since":"ever","where":[]}}"#
        ),
    ])
    func `a filter is stored under the words of the files`(filter: Filter, json: String) throws {
        #expect(try Self.json(filter) == json)
        #expect(try JSONDecoder().decode(Filter.self, from: Data(json.utf8)) == filter)
    }

    @Test(arguments: [
        (
            Step("wait-2-days", .wait(.days(2)), next: "end"),
            #"{"action":{"wait":"2 days"},"id":"wait-2-days","next":"end"}"#
        ),
        (Step("end", .end(reason: nil)), #"{"action":{"end":{}},"id":"end"}"#),
        (
            Step("if", .branch(Branch([.init(.everyone, to: nil)], otherwise: .end))),
            #"{"action":{"branch":{"arms":[{"filter":{"all":[]}}],"otherwise":"end"}},"id":"if"}"#
        ),
        (
            Step("if", .branch(Branch([], otherwise: .go(to: "next")))),
            #"{"action":{"branch":{"arms":[],"otherwise":{"go":"next"}}},"id":"if"}"#
        ),
        (
            Step("set", .perform(.set([.clear(.lifecycleStage), .assign(PropertyReference("score"), .number(1))]))),
            #"{"action":{"perform":{"set":[{"property":"lifecycle_stage"},{"property":"score","value":1}]}},"id":"set"}"#
        ),
    ])
    func `a step is stored under the words of the files`(step: Step, json: String) throws {
        #expect(try Self.json(step) == json)
        #expect(try JSONDecoder().decode(Step.self, from: Data(json.utf8)) == step)
    }

    @Test(arguments: [
        #"{"in_list":"a","segment":"b"}"#, "{}", #"{"between":[1]}"#, #"{"stage":{"relation":"beside","stage":"mql"}}"#,
    ])
    func `what nobody wrote is refused when it is read back`(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Filter.self, from: Data(json.utf8)) }
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension Workflow {
    /// Contains every kind of trigger, filter, step and effect.
    static let example = Workflow(
        "example",
        description: "Everything",
        enroll: EnrollmentRules(
            [
                .event(EventTrigger("form_submitted", where: [FieldTest("form", .oneOf([.text("a"), .text("b")]))])),
                .listJoined("attendees"), .filter(.not(.inWorkflow("other"))), .manual,
            ],
            and: .property(PropertyTest(PropertyReference("score"), .between(.number(1), .number(2)), orUnknown: true)),
            unless: .any([.segment("dormant"), .inList("customers")]),
            again: .after(.days(30)),
            existing: true
        ),
        hours: Window([Window.Hours(.weekdays)]),
        goal: .stage(StageTest(.atLeast, .customer, orUnknown: true)),
        steps: [
            Step("send", .sendEmail(SendEmail("hello", onBlocked: .wait)), next: "wait"),
            Step("wait", .wait(.days(2)), next: "if"),
            Step(
                "if",
                .branch(
                    Branch(
                        [
                            .init(
                                .event(EventTest("email_clicked", count: .exactly(2), since: .enrollment)),
                                to: "end"
                            ),
                            .init(.property(PropertyTest(PropertyReference("city"), .startsWith("P"))), to: nil),
                        ],
                        otherwise: .go(to: nil)
                    )
                )
            ),
            Step("add", .perform(.addToList("a")), next: "end"),
            Step("end", .end(reason: "enough")),
        ],
        onExit: [.set([.clear(PropertyReference("nurturing"))]), .removeFromList("b")]
    )
}
