import Automation
import Testing

struct ContradictionTests {
    private static func has(_ property: String, _ comparison: Comparison, orUnknown: Bool = false) -> Filter {
        .property(PropertyTest(PropertyReference(property), comparison, orUnknown: orUnknown))
    }

    private static let french = has("country", .equals(.text("FR")))
    private static let country = [Contradiction.noValue(PropertyReference("country"))]
    private static let score = [Contradiction.noValue(PropertyReference("score"))]

    @Test(arguments: [
        ([french, has("country", .equals(.text("DE")))], country),
        ([french, has("country", .equals(.text("fr")))], []),
        ([french, has("country", .oneOf([.text("DE"), .text("BE")]))], country),
        ([french, has("country", .oneOf([.text("DE"), .text("fr")]))], []),
        ([french, has("country", .notEquals(.text("fr")))], country),
        ([french, has("country", .notEquals(.text("DE")))], []),
        ([has("country", .noneOf([.text("FR"), .text("BE")])), french], country),
        ([french, has("country", .unknown)], country),
        ([has("country", .unknown), has("country", .notEquals(.text("FR")))], country),
        ([has("country", .known), has("country", .unknown)], country),
        ([has("country", .unknown), has("country", .unknown)], []),
        ([french, has("country", .equals(.text("DE")), orUnknown: true)], []),
        ([french, has("city", .equals(.text("DE")))], []),
        ([has("score", .atLeast(.number(10))), has("score", .lessThan(.number(10)))], score),
        ([has("score", .atLeast(.number(10))), has("score", .atMost(.number(10)))], []),
        ([has("score", .moreThan(.number(10))), has("score", .atMost(.number(10)))], score),
        ([has("score", .between(.number(1), .number(5))), has("score", .equals(.number(6)))], score),
        ([has("score", .between(.number(1), .number(5))), has("score", .equals(.number(5)))], []),
        (
            [
                has("score", .lessThan(.day(LocalDate(dayNumber: 5)))),
                has("score", .moreThan(.day(LocalDate(dayNumber: 5)))),
            ],
            score
        ),
        ([has("score", .oneOf([]))], score),
        ([has("score", .oneOf([]), orUnknown: true)], []),
        ([has("country", .hasAny(["a", "b"])), has("country", .hasNone(["A", "B", "c"]))], country),
        ([has("country", .hasAny(["a", "b"])), has("country", .hasNone(["a"]))], []),
        ([has("country", .hasAny(["a"])), has("country", .hasAny(["b"]))], []),
        ([.stage(StageTest(.atLeast, .mql)), .stage(StageTest(.before, .lead))], [.noValue(.lifecycleStage)]),
        ([.stage(StageTest(.before, .subscriber))], [.noValue(.lifecycleStage)]),
        ([.stage(StageTest(.before, .subscriber, orUnknown: true))], []),
        ([.inList("a"), .not(.inList("a"))], [.denied(.inList("a"))]),
        ([.inList("a"), .not(.inList("b"))], []),
        ([.all([french]), .all([.all([has("country", .equals(.text("DE")))])])], country),
        ([.any([french, has("country", .equals(.text("DE")))])], []),
        ([.any([.all([french, has("country", .equals(.text("DE")))]), .inList("a")])], country),
    ])
    func `conditions that exclude each other are seen, and others are not`(parts: [Filter], found: [Contradiction]) {
        #expect(Filter.all(parts).contradictions == found)
    }
}
