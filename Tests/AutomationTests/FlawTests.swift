import Automation
import Testing

struct FlawTests {
    private static let nurturing = PropertyReference("nurturing")
    private static let raise = Step("raise", .perform(.set([.assign(nurturing, .text("yes"))])), next: "rest")

    @Test func `a step behind an end is never reached`() {
        let workflow = Workflow("w", steps: [Step("end", .end(reason: nil)), Step("late", .wait(.days(1)))])

        #expect(workflow.flaws == [.unreachable("late")])
    }

    @Test func `branches without else are pointed out`() {
        let branch = Branch([.init(.inList("a"), to: nil)], otherwise: .end)

        #expect(Workflow("w", steps: [Step("choose", .branch(branch))]).flaws == [.branchWithoutElse("choose")])
    }

    @Test func `a flag that is raised before a wait must be lowered on exit`() {
        var workflow = Workflow("w", steps: [Self.raise, Step("rest", .wait(.days(1)))])
        #expect(workflow.flaws == [.neverReset(Self.nurturing, at: "raise")])

        workflow.onExit = [.set([.assign(Self.nurturing, .text("no"))])]
        #expect(workflow.flaws.isEmpty)
    }

    @Test func `a branch that asks what an earlier one asked is pointed out`() {
        let arms = [Branch.Arm(.inList("a"), to: nil), .init(.inList("b"), to: nil), .init(.inList("a"), to: nil)]

        let workflow = Workflow("w", steps: [Step("choose", .branch(Branch(arms, otherwise: .go(to: nil))))])

        #expect(workflow.flaws == [.repeatedBranch("choose")])
    }

    @Test(arguments: [
        (Trigger.filter(.inList("a")), Filter?.none, Filter.inList("a"), true),
        (.filter(.all([.inList("a"), .inList("b")])), nil, .inList("b"), true),
        (.filter(.inList("a")), nil, .any([.inList("a"), .inList("b")]), true),
        (.filter(.inList("a")), nil, .all([.inList("a"), .inList("b")]), false),
        (.filter(.any([.inList("a"), .inList("b")])), nil, .inList("a"), false),
        (.listJoined("a"), nil, .inList("a"), true),
        (.event(EventTrigger("order")), nil, .event(EventTest("order")), true),
        (.event(EventTrigger("order")), nil, .event(EventTest("order", count: .atLeast(2))), false),
        (.event(EventTrigger("order")), nil, .event(EventTest("order", since: .enrollment)), false),
        (.event(EventTrigger("order")), Filter.inList("a"), .inList("a"), true),
        (.manual, nil, .inList("a"), false),
    ])
    func `who is found only to be refused is pointed out`(
        trigger: Trigger,
        condition: Filter?,
        filter: Filter,
        isRefused: Bool
    ) {
        var workflow = Workflow("w", enroll: EnrollmentRules([trigger], and: condition), steps: [])
        workflow.goal = filter
        #expect(workflow.flaws == (isRefused ? [.goalOfTrigger] : []))

        workflow.goal = nil
        workflow.enroll.unless = filter
        #expect(workflow.flaws == (isRefused ? [.unlessOfTrigger] : []))
    }

    @Test func `clicks are asked about only after the e-mail can have been sent`() {
        func asks(about email: String, _ id: StepID, next: StepID?) -> Step {
            let fields = [FieldTest("email", .equals(.text(email)))]
            let clicked = Filter.event(EventTest("email_clicked", where: fields, since: .enrollment))
            return Step(id, .branch(Branch([.init(clicked, to: nil)], otherwise: .go(to: next))))
        }
        let steps = [
            asks(about: "one", "early", next: "send"), Step("send", .sendEmail(SendEmail("one")), next: "late"),
            asks(about: "one", "late", next: "other"), asks(about: "of another workflow", "other", next: nil),
        ]

        #expect(Workflow("w", steps: steps).flaws == [.notYetSent(["one"], at: "early")])
    }

    @Test func `a lifecycle stage is meant to stay`() {
        let change = Change.assign(.lifecycleStage, .text("mql"))
        let steps = [Step("set", .perform(.set([change])), next: "rest"), Step("rest", .wait(.days(1)))]

        #expect(Workflow("w", steps: steps).flaws.isEmpty)
    }

    @Test func `workflows that enroll each other in circles are found once`() {
        let a = Self.workflow("a", enrolledBy: .listJoined("one"), does: .addToList("two"))
        let b = Self.workflow("b", enrolledBy: .filter(.inList("two")), does: .addToList("one"))

        #expect(Circles(among: [b, a]).found == [.circle(["a", "b", "a"])])
    }

    @Test func `a workflow that changes what enrolls it is a circle of one`() {
        let change = Effect.set([.assign(PropertyReference("score"), .number(0))])
        let trigger = Trigger.filter(.property(PropertyTest(PropertyReference("score"), .atLeast(.number(50)))))

        #expect(Circles(among: [Self.workflow("w", enrolledBy: trigger, does: change)]).found == [.circle(["w", "w"])])
    }

    @Test func `a workflow whose effect ends what enrolled it is no circle`() {
        let trigger = Trigger.filter(
            .all([
                .property(PropertyTest(PropertyReference("score"), .atLeast(.number(50)))),
                .stage(StageTest(.before, .mql)),
            ])
        )
        let change = Effect.set([.assign(.lifecycleStage, .text("mql"))])

        #expect(Circles(among: [Self.workflow("score", enrolledBy: trigger, does: change)]).found.isEmpty)
    }

    @Test(arguments: [
        (Filter.inList("a"), Effect.removeFromList("a"), true),
        (.inList("a"), .addToList("a"), false),
        (.not(.inList("a")), .addToList("a"), true),
        (.stage(StageTest(.atLeast, .mql)), .set([.assign(.lifecycleStage, .text("lead"))]), true),
        (.stage(StageTest(.atLeast, .mql)), .set([.assign(.lifecycleStage, .text("sql"))]), false),
        (.stage(StageTest(.before, .mql, orUnknown: true)), .set([.clear(.lifecycleStage)]), false),
        (country(.equals(.text("FR"))), .set([.assign(PropertyReference("country"), .text("BE"))]), true),
        (country(.oneOf([.text("FR")])), .set([.assign(PropertyReference("country"), .text("FR"))]), false),
        (country(.known), .set([.clear(PropertyReference("country"))]), true),
        (country(.unknown), .set([.clear(PropertyReference("country"))]), false),
        (tags(.hasAny(["Red"])), .set([.assign(PropertyReference("tags"), .texts(["red"]))]), false),
        (tags(.hasAny(["red"])), .set([.assign(PropertyReference("tags"), .texts(["blue"]))]), true),
        (tags(.hasNone(["RED"])), .set([.assign(PropertyReference("tags"), .texts(["red"]))]), true),
        (country(.startsWith("F")), .set([.assign(PropertyReference("country"), .text("BE"))]), false),
        (.any([country(.known), .inList("a")]), .set([.clear(PropertyReference("country"))]), false),
    ])
    func `an effect rules out what contradicts it, and nothing it cannot see`(
        filter: Filter,
        effect: Effect,
        isRuledOut: Bool
    ) {
        #expect(filter.isRuledOut(after: effect) == isRuledOut)
    }

    private static func tags(_ comparison: Comparison) -> Filter {
        .property(PropertyTest(PropertyReference("tags"), comparison))
    }

    private static func country(_ comparison: Comparison) -> Filter {
        .property(PropertyTest(PropertyReference("country"), comparison))
    }

    @Test func `a circle in which somebody never comes back is none`() {
        let a = Self.workflow("a", enrolledBy: .listJoined("one"), does: .addToList("two"), again: .never)
        let b = Self.workflow("b", enrolledBy: .listJoined("two"), does: .addToList("one"))

        #expect(Circles(among: [a, b]).found.isEmpty)
    }

    private static func workflow(
        _ name: String,
        enrolledBy trigger: Trigger,
        does effect: Effect,
        again: EnrollmentRules.Again = .always
    ) -> Workflow {
        Workflow(name, enroll: EnrollmentRules([trigger], again: again), steps: [Step("do", .perform(effect))])
    }
}
