import Automation
import Foundation

/// A filter, and the contacts who match it.
typealias FilterCase = (name: String, filter: Filter, expected: Set<String>)

enum FilterCases {
    private static func has(_ property: String, _ comparison: Comparison, orUnknown: Bool = false) -> Filter {
        .property(PropertyTest(PropertyReference(parsing: property), comparison, orUnknown: orUnknown))
    }

    private static func did(
        _ name: String?,
        _ count: EventTest.Count = .atLeast(1),
        within: Delay? = nil,
        where fields: [FieldTest] = []
    ) -> Filter {
        .event(EventTest(name, where: fields, count: count, within: within))
    }

    private static func moment(_ text: String) -> PropertyValue {
        .date(PropertyValue.moment(parsing: text) ?? .distantPast)
    }

    private static func day(_ text: String) -> PropertyValue {
        PropertyValue(dayOrMoment: text) ?? .date(.distantPast)
    }

    private static let everyone = FilterPeople.names
    private static func days(_ amount: Int) -> Delay { Delay(amount, .days)! }

    static let texts: [FilterCase] = [
        ("is", has("country", .equals(.text("fr"))), ["ada"]),
        ("is, or unknown", has("country", .equals(.text("FR")), orUnknown: true), ["ada", "cy", "dan"]),
        ("is not", has("country", .notEquals(.text("FR"))), ["bob", "eve"]),
        ("is not, or unknown", has("country", .notEquals(.text("FR")), orUnknown: true), ["bob", "cy", "dan", "eve"]),
        ("one of", has("country", .oneOf([.text("FR"), .text("DE")])), ["ada", "bob"]),
        ("one of nothing", has("country", .oneOf([])), []),
        ("one of nothing, or unknown", has("country", .oneOf([]), orUnknown: true), ["cy", "dan"]),
        ("one of, or unknown", has("country", .oneOf([.text("FR")]), orUnknown: true), ["ada", "cy", "dan"]),
        ("none of", has("country", .noneOf([.text("FR"), .text("DE")])), ["eve"]),
        ("none of, or unknown", has("country", .noneOf([.text("FR")]), orUnknown: true), ["bob", "cy", "dan", "eve"]),
        ("known", has("country", .known), ["ada", "bob", "eve"]),
        ("unknown: null and empty alike", has("country", .unknown), ["cy", "dan"]),
        ("contains", has("last_name", .contains("LOVE")), ["ada"]),
        ("contains, or unknown", has("last_name", .contains("love"), orUnknown: true), ["ada", "bob", "cy", "dan"]),
        ("starts with", has("email", .startsWith("BO")), ["bob"]),
        ("less than, as text", has("country", .lessThan(.text("G"))), ["ada", "bob"]),
        ("more than, as text", has("country", .moreThan(.text("fr"))), ["eve"]),
        ("between, as text", has("country", .between(.text("DE"), .text("FR"))), ["ada", "bob"]),
        ("a property", has("plan", .equals(.text("PRO"))), ["ada"]),
        ("a property that holds a number", has("plan", .equals(.text("12"))), ["dan"]),
        ("a property that is null", has("plan", .unknown), ["cy", "eve"]),
        ("a property nobody has", has("nothing", .unknown), everyone),
        ("a property nobody has is not different", has("nothing", .notEquals(.text("x"))), []),
    ]

    static let numbers: [FilterCase] = [
        ("is", has("score", .equals(.number(10))), ["ada"]),
        ("is not", has("score", .notEquals(.number(10))), ["bob", "cy", "dan", "eve"]),
        ("less than", has("score", .lessThan(.number(10))), ["bob", "cy", "dan", "eve"]),
        ("at most", has("score", .atMost(.number(10))), everyone),
        ("more than", has("score", .moreThan(.number(9.5))), ["ada"]),
        ("at least", has("score", .atLeast(.number(10))), ["ada"]),
        ("one of", has("score", .oneOf([.number(10), .number(11)])), ["ada"]),
        ("a number written as text", has("seats", .equals(.number(7))), ["bob"]),
        ("not by letters: 25 is more than 7", has("seats", .moreThan(.number(7))), ["ada", "eve"]),
        ("words are no number", has("seats", .atLeast(.number(-1_000_000))), ["ada", "bob", "eve"]),
        ("words are known, all the same", has("seats", .known), ["ada", "bob", "dan", "eve"]),
        ("words are not unknown", has("seats", .lessThan(.number(8)), orUnknown: true), ["bob", "cy"]),
        ("a text column is no number", has("country", .moreThan(.number(0))), []),
        ("between", has("seats", .between(.number(7), .number(25))), ["ada", "bob"]),
        ("between, the other way round", has("seats", .between(.number(25), .number(7))), []),
    ]

    static let moments: [FilterCase] = [
        ("after", has("renewal", .moreThan(moment("2026-06-01"))), ["ada"]),
        ("at least", has("renewal", .atLeast(moment("2026-06-20"))), ["ada"]),
        ("before", has("renewal", .lessThan(moment("2026-06-01"))), ["bob"]),
        ("on", has("renewal", .equals(day("2025-01-01"))), ["bob"]),
        ("on another day", has("renewal", .notEquals(day("2025-01-01"))), ["ada"]),
        ("a moment of the day", has("last_seen", .equals(day("2026-05-31"))), ["ada"]),
        ("no such day", has("renewal", .known), ["ada", "bob", "dan", "eve"]),
        ("in the last", has("last_seen", .inLast(days(2))), ["ada"]),
        ("exactly so long ago is not in it", has("last_seen", .inLast(days(1))), []),
        ("the future is not in the past", has("renewal", .inLast(days(30))), []),
        ("in the last, or unknown", has("last_seen", .inLast(days(2)), orUnknown: true), ["ada", "bob", "cy"]),
        ("older than", has("last_seen", .olderThan(Delay(23, .hours)!)), ["ada"]),
        ("exactly so old is older", has("last_seen", .olderThan(days(1))), ["ada"]),
        ("in the next", has("renewal", .inNext(days(20))), ["ada"]),
        ("not so soon", has("renewal", .inNext(days(18))), []),
        ("the past is not in the future", has("last_seen", .inNext(days(30))), []),
        ("before today", has("renewal", .today(.before)), ["bob"]),
        ("today", has("created_at", .today(.equals)), everyone),
        ("anniversary", has("company.founded", .anniversary), []),
        ("anniversary in the next", has("renewal", .anniversaryInNext(Delay(8, .months)!)), ["bob"]),
        ("created", has("created_at", .inLast(days(1))), everyone),
        ("not created before now", has("created_at", .lessThan(moment("2026-06-01T12:00:00Z"))), []),
        ("a company's", has("company.founded", .lessThan(moment("2000-01-01"))), ["ada"]),
        ("a number is no moment", has("score", .lessThan(moment("2030-01-01"))), []),
    ]

    static let listsAndFlags: [FilterCase] = [
        ("contains an entry, without regard to case", has("tags", .contains("red")), ["ada", "dan"]),
        ("no part of an entry", has("tags", .contains("blu")), []),
        ("contains, or unknown", has("tags", .contains("green"), orUnknown: true), ["bob", "cy"]),
        ("any of several, without regard to case", has("tags", .hasAny(["green", "BLUE"])), ["ada"]),
        ("a single text is a list of one", has("tags", .hasAny(["red"])), ["ada", "dan"]),
        ("and not a text that contains it", has("tags", .hasAny(["re"])), []),
        ("any, or unknown", has("tags", .hasAny(["green"]), orUnknown: true), ["bob", "cy"]),
        ("none of several", has("tags", .hasNone(["green", "blue"])), ["dan", "eve"]),
        ("none of several, or unknown", has("tags", .hasNone(["red"]), orUnknown: true), ["bob", "cy", "eve"]),
        ("an empty list is blank", has("tags", .unknown), ["bob", "cy"]),
        ("a column, as a list of one", has("country", .hasAny(["fr", "us"])), ["ada", "eve"]),
        ("yes", has("trial", .equals(.boolean(true))), ["ada", "dan"]),
        ("no", has("trial", .equals(.boolean(false))), ["bob"]),
        ("not yes", has("trial", .notEquals(.boolean(true))), ["bob"]),
        ("no, or unknown", has("trial", .equals(.boolean(false)), orUnknown: true), ["bob", "cy", "eve"]),
    ]

    static let relations: [FilterCase] = [
        ("company between", has("company.employees", .between(.number(200), .number(1000))), ["ada"]),
        ("no company is unknown", has("company.employees", .unknown), ["bob", "cy", "dan", "eve"]),
        (
            "no company, or unknown", has("company.country", .notEquals(.text("DE")), orUnknown: true),
            ["bob", "cy", "dan", "eve"]
        ),
        ("a company's name", has("company.name", .known), ["ada"]),
        ("a company's property", has("company.tier", .oneOf([.text("Gold"), .text("silver")])), ["ada"]),
        ("not the contact's own country", has("company.country", .equals(.text("FR"))), []),
        ("owner", has("owner", .equals(.text("OLGA@example.org"))), ["ada"]),
        ("no owner", has("owner", .unknown), ["bob", "cy", "dan", "eve"]),
        ("stage is", .stage(StageTest(.equals, .lead)), ["ada"]),
        ("stage is not", .stage(StageTest(.notEquals, .lead)), ["bob"]),
        ("stage at least", .stage(StageTest(.atLeast, .lead)), ["ada", "bob"]),
        ("stage at most", .stage(StageTest(.atMost, .opportunity)), ["ada"]),
        (
            "stage before, or unknown", .stage(StageTest(.before, .customer, orUnknown: true)),
            ["ada", "cy", "dan", "eve"]
        ),
        (
            "no stage can be before the first: unknown stays", .stage(StageTest(.before, .subscriber, orUnknown: true)),
            ["cy", "dan", "eve"]
        ),
        ("stage after", .stage(StageTest(.after, .lead)), ["bob"]),
        ("no stage", has("lifecycle_stage", .unknown), ["cy", "dan", "eve"]),
        ("on a list", .inList("customers"), ["bob"]),
        ("on no such list", .inList("nobody"), []),
        ("inside a workflow, not once inside", .inWorkflow("welcome"), ["ada"]),
    ]

    static let events: [FilterCase] = [
        ("did", did("page_viewed"), ["ada", "bob"]),
        ("did anything: neither a machine counts nor what lies ahead", did(nil), ["ada", "bob", "dan", "eve"]),
        ("what lies ahead has not happened", did("visit"), []),
        ("nor lately", did("visit", within: days(30)), []),
        ("a machine, asked for by name", did("email_click_scanned"), ["cy"]),
        ("did anything lately", did(nil, within: Delay(6, .months)!), ["ada", "dan", "eve"]),
        ("at least", did("page_viewed", .atLeast(4)), ["ada"]),
        ("at least none", did("page_viewed", .atLeast(0)), everyone),
        ("more than", did("page_viewed", .moreThan(4)), []),
        ("more than none", did("page_viewed", .moreThan(0)), ["ada", "bob"]),
        ("exactly", did("page_viewed", .exactly(1)), ["bob"]),
        ("never", did("page_viewed", .exactly(0)), ["cy", "dan", "eve"]),
        ("at most", did("page_viewed", .atMost(1)), ["bob", "cy", "dan", "eve"]),
        ("fewer than", did("page_viewed", .fewerThan(1)), ["cy", "dan", "eve"]),
        ("at least and at most", did("page_viewed", EventTest.Count(1, through: 3)), ["bob"]),
        ("at least and at most, both included", did("page_viewed", EventTest.Count(1, through: 4)), ["ada", "bob"]),
        ("often lately", did("page_viewed", .atLeast(2), within: days(7)), ["ada"]),
        ("not so often lately", did("page_viewed", .atLeast(3), within: days(7)), []),
        ("exactly so long ago is not within", did("page_viewed", .exactly(0), within: days(1)), everyone),
        ("with data", did("page_viewed", where: [FieldTest("path", .startsWith("/pricing"))]), ["ada"]),
        (
            "with data, twice", did("page_viewed", .exactly(2), where: [FieldTest("path", .startsWith("/pricing"))]),
            ["ada"]
        ),
        ("with a number", did("page_viewed", where: [FieldTest("seconds", .atLeast(.number(5)))]), ["ada"]),
        ("nested data", did("order", where: [FieldTest("order.total", .moreThan(.number(50)))]), ["dan"]),
        ("nested data, too little", did("order", where: [FieldTest("order.total", .moreThan(.number(90)))]), []),
        (
            "nested data in a list", did("order", where: [FieldTest("order.lines.0.sku", .equals(.text("rake")))]),
            ["dan"]
        ),
        ("no such way", did("order", where: [FieldTest("order.total.vat", .unknown)]), ["dan"]),
        ("a name with a dot", did("order", where: [FieldTest("utm.source", .equals(.text("mail")))]), ["dan"]),
        ("without a field", did("page_viewed", where: [FieldTest("path", .unknown)]), ["ada"]),
        (
            "all tests of one occurrence",
            did(
                "page_viewed",
                where: [FieldTest("path", .equals(.text("/home"))), FieldTest("seconds", .moreThan(.number(10)))]
            ), []
        ),
        ("the form", did("form_submitted", where: [FieldTest("form", .equals(.text("EBOOK")))]), ["ada"]),
    ]

    static let combinations: [FilterCase] = [
        ("everybody", .all([]), everyone),
        ("nobody", .any([]), []),
        (
            "all of any",
            .all([
                .any([has("country", .equals(.text("FR"))), has("country", .equals(.text("DE")))]),
                .not(.stage(StageTest(.equals, .customer))),
            ]), ["ada"]
        ),
        ("not of a blank is yes", .not(has("country", .equals(.text("FR")))), ["bob", "cy", "dan", "eve"]),
        ("not of not", .not(.not(has("country", .equals(.text("FR"))))), ["ada"]),
        (
            "not of any with a blank",
            .not(.any([has("country", .equals(.text("FR"))), has("plan", .equals(.text("basic")))])),
            ["cy", "dan", "eve"]
        ),
        ("not of all", .not(.all([did("page_viewed"), .inWorkflow("welcome")])), ["bob", "cy", "dan", "eve"]),
        ("any with everybody", .any([.all([]), .any([])]), everyone),
    ]

    static let quotes: [FilterCase] = [
        ("a value", has("last_name", .equals(.text(FilterPeople.quotes))), ["eve"]),
        ("a part of it", has("last_name", .contains(#""; DROP"#)), ["eve"]),
        ("a value that would always hold", has("country", .equals(.text("' OR true --"))), []),
        ("a property's name", has("x') IS NULL OR true --", .equals(.text("x"))), []),
        ("a percent sign is no wildcard", has("country", .contains("%")), []),
        ("an underscore is no wildcard", has("100%", .startsWith("a%")), []),
        ("odd names are names", has("100%", .contains("A_B")), ["ada"]),
        ("a backslash", has("last_name", .contains(#"--\"#)), ["eve"]),
        ("a list", .inList("it's"), ["cy"]),
        ("a workflow", .inWorkflow("'; DROP TABLE crm.contacts; --"), []),
        ("an event", did("it's", where: [FieldTest("a'b", .unknown)]), ["eve"]),
        ("a dollar sign", has("country", .equals(.text("$1"))), []),
    ]

    static let properties: [PropertyReference] =
        PropertySchema.standard.contact.keys.sorted().map { PropertyReference($0) }
        + PropertySchema.standard.company.keys.sorted().map { PropertyReference($0, of: .company) }
        + ["plan", "seats", "trial", "renewal", "tags", "last_seen", "nothing"].map { PropertyReference($0) }

    static let comparisons: [Comparison] = {
        let values: [PropertyValue] = [
            .text("x"), .number(7), .boolean(true), moment("2026-06-01"), day("2026-06-01"), .texts(["red"]),
        ]
        let single = values.flatMap { value -> [Comparison] in
            [
                .equals(value), .notEquals(value), .lessThan(value), .atMost(value), .moreThan(value), .atLeast(value),
                .between(value, value),
            ]
        }
        return single + [
            .oneOf(values), .noneOf(values), .contains("x"), .startsWith("x"), .known, .unknown, .inLast(days(3)),
            .olderThan(days(3)), .inNext(days(3)), .hasAny(["x"]), .hasNone(["x"]), .anniversary,
            .anniversaryInNext(days(3)),
        ] + DayRelation.allCases.map { .today($0) }
    }()
}
