import Automation
import Testing

struct FilterTests {
    private static let french = Filter.property(PropertyTest(PropertyReference("country"), .equals(.text("FR"))))
    private static let large = Filter.property(
        PropertyTest(PropertyReference("employees", of: .company), .moreThan(.number(200)))
    )

    @Test func `a filter knows everything its answer rests on`() {
        let filter = Filter.all([
            Self.french, .not(Self.large), .stage(StageTest(.atLeast, .mql)), .inList("customers"),
            .any([.event(EventTest("demo_booked")), .event(EventTest(nil, within: .months(6)))]),
            .inWorkflow("welcome"), .segment("dormant"),
        ])

        let found = filter.dependencies

        #expect(found.contactProperties == ["country", "lifecycle_stage", "time_zone"])
        #expect(found.companyProperties == ["employees"])
        #expect(found.needsCompany)
        #expect(found.lists == ["customers"])
        #expect(found.events == ["demo_booked"])
        #expect(found.anyEvent)
        #expect(found.workflows == ["welcome"])
        #expect(found.segments == ["dormant"])
    }

    @Test func `a filter for everyone depends on nothing`() {
        #expect(Filter.everyone.dependencies == FilterDependencies())
    }

    @Test(arguments: [
        (FilterTests.french, false),
        (.property(PropertyTest(PropertyReference("created_at"), .inLast(.days(30)))), true),
        (.not(.property(PropertyTest(PropertyReference("created_at"), .olderThan(.days(30))))), true),
        (.property(PropertyTest(PropertyReference("trial_ends"), .inNext(.days(3)))), true),
        (.property(PropertyTest(PropertyReference("trial_ends"), .today(.before))), true),
        (.property(PropertyTest(PropertyReference("birthday"), .anniversary)), true),
        (.property(PropertyTest(PropertyReference("trial_ends"), .known)), false),
        (.event(EventTest("page_viewed")), true),
        (.any([FilterTests.french, .event(EventTest("page_viewed", within: .days(1)))]), true),
        (.event(EventTest("order", where: [FieldTest("due", .inLast(.days(3)))])), true),
    ])
    func `time alone changes what is said of the present, and events that lie ahead come`(
        filter: Filter,
        isTimeDependent: Bool
    ) {
        #expect(filter.isTimeDependent == isTimeDependent)
    }

    @Test(arguments: [
        (Comparison.equals(.day(LocalDate(dayNumber: 0))), true),
        (.equals(.text("x")), false),
        (.between(.number(1), .number(2)), false),
        (.inLast(.hours(1)), true),
        (.anniversary, true),
        (.known, false),
    ])
    func `what is asked of dates rests on the contact's zone`(comparison: Comparison, restsOnZone: Bool) {
        let test = Filter.property(PropertyTest(PropertyReference("x"), comparison))

        #expect(test.dependencies.contactProperties == (restsOnZone ? ["x", "time_zone"] : ["x"]))
    }

    @Test func `segments are replaced by their filters, at any depth`() throws {
        let segments = ["french": Self.french, "target": .all([.segment("french"), Self.large])]

        let resolved = try Filter.not(.segment("target")).resolved(with: segments)

        #expect(resolved == .not(.all([Self.french, Self.large])))
        #expect(resolved.dependencies.segments.isEmpty)
    }

    @Test func `segments that contain each other are refused with their circle`() {
        let segments: [String: Filter] = [
            "a": .segment("b"), "b": .any([.segment("c")]), "c": .not(.segment("b")),
        ]

        let mistake = #expect(throws: UnresolvedSegment.self) { try Filter.segment("a").resolved(with: segments) }

        #expect(mistake == .cycle(["b", "c", "b"]))
        #expect(mistake?.description == "segments contain each other: b → c → b")
    }

    @Test func `a missing segment is refused by its name`() {
        #expect(throws: UnresolvedSegment.unknown("gone")) { try Filter.segment("gone").resolved(with: [:]) }
    }

    @Test func `segments that multiply are stopped before they grow`() {
        var segments: [String: Filter] = ["s0": Self.french]
        for level in 1...40 { segments["s\(level)"] = .all([.segment("s\(level - 1)"), .segment("s\(level - 1)")]) }

        #expect(throws: UnresolvedSegment.tooLarge) { try Filter.segment("s40").resolved(with: segments) }
    }

    @Test(arguments: [65, 30_000])
    func `segments that only wrap each other are stopped before they are too deep`(levels: Int) {
        var segments: [String: Filter] = ["s0": Self.french]
        for level in 1...levels { segments["s\(level)"] = .not(.segment("s\(level - 1)")) }

        #expect(throws: UnresolvedSegment.tooDeep) { try Filter.segment("s\(levels)").resolved(with: segments) }
    }

    @Test(arguments: [
        (EventTest.Count.atLeast(2), [false, false, true, true]),
        (.moreThan(2), [false, false, false, true]),
        (.atMost(2), [true, true, true, false]),
        (.fewerThan(2), [true, true, false, false]),
        (.exactly(2), [false, false, true, false]),
        (.atLeast(1).intersection(.atMost(2)), [false, true, true, false]),
        (.any, [true, true, true, true]),
    ])
    func `a count admits the numbers its words say`(count: EventTest.Count, admitted: [Bool]) {
        #expect((0...3).map(count.admits) == admitted)
        #expect(count.admitsNone == admitted[0])
    }
}
