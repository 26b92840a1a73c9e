import Automation
import Foundation
import Testing

/// Which workflows must look at a change.
struct DependencyIndexTests {
    private static let workflows = [
        Workflow("ebook", enroll: EnrollmentRules([form("ebook")]), steps: []),
        Workflow("webinar", enroll: EnrollmentRules([form("webinar")]), steps: []),
        Workflow("any form", enroll: EnrollmentRules([.event(EventTrigger("form_submitted"))]), steps: []),
        Workflow("fair", enroll: EnrollmentRules([.listJoined("fair")]), goal: .inList("won"), steps: []),
        Workflow("french", enroll: EnrollmentRules([.filter(country)], unless: employees), steps: []),
        Workflow(
            "dormant",
            enroll: EnrollmentRules([.filter(.not(.event(EventTest(nil, within: .days(30)))))]),
            steps: []
        ),
        Workflow("after", enroll: EnrollmentRules([.filter(.inWorkflow("ebook"))]), steps: []),
        Workflow("by hand", steps: []),
    ]
    private static let country = Filter.property(PropertyTest(PropertyReference("country"), .equals(.text("FR"))))
    private static let employees = Filter.property(
        PropertyTest(PropertyReference("employees", of: .company), .moreThan(.number(200)))
    )

    private static func form(_ name: String) -> Trigger {
        .event(EventTrigger("form_submitted", where: [FieldTest("form", .equals(.text(name)))]))
    }

    @Test(arguments: [
        (WhatChanged(.event, ["form_submitted"], data: #"{"form": "Ebook"}"#), ["any form", "dormant", "ebook"]),
        (WhatChanged(.event, ["form_submitted"], data: #"{"form": "other"}"#), ["any form", "dormant"]),
        (WhatChanged(.event, ["form_submitted"], data: #"{"form": null}"#), ["any form", "dormant"]),
        (WhatChanged(.event, ["form_submitted"], data: "{}"), ["any form", "dormant"]),
        (WhatChanged(.event, ["form_submitted"], data: #"{"form": 7}"#), ["any form", "dormant", "ebook", "webinar"]),
        (
            WhatChanged(.event, ["form_submitted"], data: #"{"form": "é"}"#),
            ["any form", "dormant", "ebook", "webinar"]
        ),
        (WhatChanged(.event, ["form_submitted"], data: nil), ["any form", "dormant", "ebook", "webinar"]),
        (WhatChanged(.event, ["page_viewed"], data: "{}"), ["dormant"]),
        (WhatChanged(.listJoined, ["fair"]), ["fair"]),
        (WhatChanged(.listLeft, ["fair"]), []),
        (WhatChanged(.listLeft, ["won"]), ["fair"]),
        (WhatChanged(.updated, ["city", "country"]), ["french"]),
        (WhatChanged(.updated, ["company"]), ["french"]),
        (WhatChanged(.updated, ["employees"]), []),
        (WhatChanged(.company, ["company.employees"]), ["french"]),
        (WhatChanged(.company, ["company.country"]), []),
        (WhatChanged(.created, []), ["after", "dormant", "fair", "french"]),
        (WhatChanged(.walk, ["ebook"]), ["after"]),
        (WhatChanged(.time, ["dormant", "ebook"]), ["dormant"]),
        (WhatChanged(.asked, ["by hand"]), ["by hand"]),
        (WhatChanged(.event, ["form_submitted"], data: #"{"form": "ebook"}"#, for: "any form"), ["any form"]),
        (WhatChanged(.event, ["form_submitted"], data: #"{"form": "ebook"}"#, for: "gone"), []),
    ])
    func `only those are asked who ask about what changed`(change: WhatChanged, names: [String]) {
        let index = DependencyIndex(Self.workflows)
        #expect(index.asking(about: change).map { Self.workflows[$0].name }.sorted() == names)
    }

    @Test func `who asks about nested data is asked about every such event`() {
        let gift = EventTrigger("order_paid", where: [FieldTest("order.kind", .equals(.text("gift")))])
        let workflows = [Workflow("gifts", enroll: EnrollmentRules([.event(gift)]), steps: [])]
        let change = WhatChanged(.event, ["order_paid"], data: #"{"order": {"kind": "gift"}}"#)
        #expect(DependencyIndex(workflows).asking(about: change) == [0])
    }

    @Test(arguments: [UInt64.random(in: .min ... .max)])
    func `nobody is left out who would react if everybody were asked`(seed: UInt64) {
        var dice = Dice(seed: seed)
        var (reactions, others) = (0, 0)
        for _ in 0..<300 {
            let workflows = (0..<8).map { dice.workflow("w\($0)") }
            let index = DependencyIndex(workflows)
            for _ in 0..<20 {
                let change = dice.change()
                let asked = index.asking(about: change)
                for (place, workflow) in workflows.enumerated() where workflow.reacts(to: change) {
                    #expect(asked.contains(place), "seed \(seed): \(workflow) to \(change)")
                    reactions += 1
                }
                others += workflows.indices.count { !asked.contains($0) }
            }
        }
        #expect(reactions > 1000 && others > 1000, "seed \(seed)")
    }
}

/// Asks every workflow about every change, without any index.
extension Workflow {
    fileprivate func reacts(to change: WhatChanged) -> Bool {
        guard change.workflow ?? name == name else { return false }
        if change.kind == .asked { return change.names.contains(name) }
        let filters = enroll.filters + [enroll.unless, goal].compactMap(\.self)
        return enroll.triggers.contains { $0.fires(at: change) }
            || filters.contains { $0.canTurn(by: change, in: name) }
    }
}

extension Trigger {
    fileprivate func fires(at change: WhatChanged) -> Bool {
        switch self {
        case .event(let event): change.isOccurrence(of: event.name, where: event.fields)
        case .listJoined(let list): change.kind == .listJoined && change.names.contains(list)
        case .filter, .manual: false
        }
    }
}

extension Filter {
    fileprivate func canTurn(by change: WhatChanged, in workflow: String) -> Bool {
        guard change.affects(dependencies, isTimeDependent ? workflow : nil) else { return false }
        return change.kind != .event || counts(change)
    }

    private func counts(_ change: WhatChanged) -> Bool {
        if case .event(let test) = self { return change.isOccurrence(of: test.name, where: test.fields) }
        return parts.contains { $0.counts(change) }
    }
}

extension WhatChanged {
    fileprivate func isOccurrence(of event: String?, where fields: [FieldTest]) -> Bool {
        kind == .event && event.map(names.contains) ?? true && fields.allSatisfy(mayPass)
    }

    /// Compares the texts. A test that this does not understand may pass.
    private func mayPass(_ test: FieldTest) -> Bool {
        guard case .equals(.text(let wanted)) = test.comparison,
            let data, let fields = try? JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any]
        else { return true }
        switch fields[test.field] {
        case nil, is NSNull: return test.orUnknown
        case let text as String: return text.lowercased() == wanted.lowercased() || (text.isEmpty && test.orUnknown)
        default: return true
        }
    }
}

/// Workflows and changes of a small world, in which they often concern each other.
extension Dice {
    private static let names = ["a", "b", "c"]
    private static let texts = ["x", "X", "y", "é", "É", ""]
    private static let properties = ["a", "b", "company", "employees"]

    fileprivate mutating func workflow(_ name: String) -> Workflow {
        let triggers = (0..<number(in: 1...2)).map { _ in trigger() }
        let rules = EnrollmentRules(triggers, and: chance(3) ? filter() : nil, unless: chance(3) ? filter() : nil)
        return Workflow(name, enroll: rules, goal: chance(3) ? filter() : nil, steps: [])
    }

    fileprivate mutating func change() -> WhatChanged {
        let kind = one(of: WhatChanged.Kind.allCases)
        let names =
            switch kind {
            case .created, .updated: [one(of: Self.properties), one(of: Self.properties)]
            case .company: ["company.\(one(of: Self.properties))"]
            case .asked, .walk, .time: [workflowName()]
            case .event, .listJoined, .listLeft, .consent: [one(of: Self.names)]
            case .merged: [String]()
            }
        return WhatChanged(kind, names, data: kind == .event ? data() : nil, for: chance(10) ? workflowName() : nil)
    }

    private mutating func workflowName() -> String { "w\(number(in: 0...7))" }

    private mutating func data() -> String? {
        let values = Self.texts.map { "\"\($0)\"" } + ["7", "true", "null", "[\"x\"]"]
        let fields = Self.names.filter { _ in chance(2) }.map { name in "\"\(name)\": \(one(of: values))" }
        return chance(10) ? nil : "{\(fields.joined(separator: ", "))}"
    }

    private mutating func trigger() -> Trigger {
        switch number(in: 1...4) {
        case 1: .event(EventTrigger(one(of: Self.names), where: fields()))
        case 2: .listJoined(one(of: Self.names))
        case 3: .filter(filter())
        default: .manual
        }
    }

    private mutating func filter(depth: Int = 0) -> Filter {
        switch number(in: depth < 3 ? 1...9 : 4...9) {
        case 1: return .all((0..<number(in: 0...2)).map { _ in filter(depth: depth + 1) })
        case 2: return .any((0..<number(in: 0...2)).map { _ in filter(depth: depth + 1) })
        case 3: return .not(filter(depth: depth + 1))
        case 4: return .inList(one(of: Self.names))
        case 5: return .inWorkflow(workflowName())
        case 6: return .stage(StageTest(.atLeast, .mql))
        case 7:
            let subject: PropertySubject = chance(2) ? .contact : .company
            return .property(PropertyTest(PropertyReference(one(of: Self.properties), of: subject), comparison()))
        default:
            let within: Delay? = chance(3) ? .days(3) : nil
            return .event(EventTest(chance(4) ? nil : one(of: Self.names), where: fields(), within: within))
        }
    }

    private mutating func fields() -> [FieldTest] {
        (0..<number(in: 0...2)).map { _ in FieldTest(one(of: Self.names), comparison(), orUnknown: chance(4)) }
    }

    private mutating func comparison() -> Comparison {
        switch number(in: 1...6) {
        case 1: .known
        case 2: .inLast(.days(2))
        case 3: .notEquals(.text(one(of: Self.texts)))
        default: .equals(.text(one(of: Self.texts)))
        }
    }
}
