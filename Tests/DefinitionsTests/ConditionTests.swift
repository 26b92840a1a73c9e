import Automation
import Testing

struct ConditionTests {
    @Test(arguments: [
        ("{ country: FR }", Self.contact("country", .equals(.text("FR")))),
        ("{ country: [FR, BE] }", Self.contact("country", .oneOf([.text("FR"), .text("BE")]))),
        ("{ country: { is_not: FR } }", Self.contact("country", .notEquals(.text("FR")))),
        (
            "{ country: { none_of: [FR], or_unknown: yes } }",
            .property(PropertyTest(PropertyReference("country"), .noneOf([.text("FR")]), orUnknown: true))
        ),
        ("{ phone: { known: yes } }", Self.contact("phone", .known)),
        ("{ phone: { known: no } }", Self.contact("phone", .unknown)),
        ("{ phone: { unknown: yes } }", Self.contact("phone", .unknown)),
        ("{ email: { contains: \"@example\" } }", Self.contact("email", .contains("@example"))),
        ("{ city: { starts_with: Mar } }", Self.contact("city", .startsWith("Mar"))),
        ("{ score: 50 }", Self.contact("score", .equals(.number(50)))),
        (
            "{ score: { more_than: 5, at_most: 10 } }",
            .all([Self.contact("score", .moreThan(.number(5))), Self.contact("score", .atMost(.number(10)))])
        ),
        (
            "{ company.employees: { between: [200, 1000] } }",
            .property(PropertyTest(PropertyReference("employees", of: .company), .between(.number(200), .number(1000))))
        ),
        ("{ created_at: { in_last: 6 months } }", Self.contact("created_at", .inLast(.months(6)))),
        ("{ trial_ends: { older_than: 3 days } }", Self.contact("trial_ends", .olderThan(.days(3)))),
        ("{ vip: yes }", Self.contact("vip", .equals(.boolean(true)))),
        ("{ trial_ends: { in_next: 3 days } }", Self.contact("trial_ends", .inNext(.days(3)))),
        ("{ trial_ends: today }", Self.contact("trial_ends", .today(.equals))),
        ("{ trial_ends: { is_not: today } }", Self.contact("trial_ends", .today(.notEquals))),
        ("{ trial_ends: { before: today } }", Self.contact("trial_ends", .today(.before))),
        ("{ created_at: { at_least: today } }", Self.contact("created_at", .today(.atLeast))),
        ("{ trial_ends: { anniversary: today } }", Self.contact("trial_ends", .anniversary)),
        ("{ trial_ends: { anniversary_in_next: 7 days } }", Self.contact("trial_ends", .anniversaryInNext(.days(7)))),
        ("{ trial_ends: 2026-06-30 }", Self.contact("trial_ends", .equals(Self.june(30)))),
        (
            "{ created_at: { between: [2026-06-01, 2026-06-30] } }",
            Self.contact("created_at", .between(Self.june(1), Self.june(30)))
        ),
        (
            "{ created_at: { after: 2026-06-30T10:00:00Z } }",
            Self.contact("created_at", .moreThan(PropertyValue(dayOrMoment: "2026-06-30T10:00:00Z")!))
        ),
        ("{ tags: press }", Self.contact("tags", .hasAny(["press"]))),
        ("{ tags: [press, vip] }", Self.contact("tags", .hasAny(["press", "vip"]))),
        ("{ tags: { is: press } }", Self.contact("tags", .hasAny(["press"]))),
        ("{ tags: { one_of: [press, vip] } }", Self.contact("tags", .hasAny(["press", "vip"]))),
        ("{ tags: { contains: press } }", Self.contact("tags", .hasAny(["press"]))),
        ("{ tags: { is_not: press } }", Self.contact("tags", .hasNone(["press"]))),
        ("{ tags: { none_of: [press, vip] } }", Self.contact("tags", .hasNone(["press", "vip"]))),
        (
            "{ budget: { less_than: small, or_unknown: yes } }",
            .property(PropertyTest(PropertyReference("budget"), .oneOf([]), orUnknown: true))
        ),
        ("{ budget: { at_least: medium } }", Self.contact("budget", .oneOf([.text("medium"), .text("large")]))),
        ("{ budget: { less_than: large } }", Self.contact("budget", .oneOf([.text("small"), .text("medium")]))),
        ("{ nurturing: no }", Self.contact("nurturing", .equals(.text("no")))),
    ])
    func `a property is asked about in plain words`(condition: String, expected: Filter) throws {
        #expect(try filter(condition) == expected)
    }

    @Test(arguments: [
        ("{ lifecycle_stage: MQL }", Filter.stage(StageTest(.equals, .mql))),
        ("{ lifecycle_stage: { at_least: mql } }", .stage(StageTest(.atLeast, .mql))),
        ("{ lifecycle_stage: { before: mql, or_unknown: yes } }", .stage(StageTest(.before, .mql, orUnknown: true))),
        (
            "{ lifecycle_stage: [lead, mql] }",
            .any([.stage(StageTest(.equals, .lead)), .stage(StageTest(.equals, .mql))])
        ),
        ("{ lifecycle_stage: { known: no } }", .property(PropertyTest(.lifecycleStage, .unknown))),
        ("{ in_list: customers }", .inList("customers")),
        ("{ in_list: [customers, attendees] }", .any([.inList("customers"), .inList("attendees")])),
        ("{ segment: french }", .segment("french")),
        ("{ not: { segment: french } }", .not(.segment("french"))),
        (
            "{ any: [{ country: FR }, { in_list: customers }] }",
            .any([Self.contact("country", .equals(.text("FR"))), .inList("customers")])
        ),
        (
            "{ country: FR, in_list: customers }",
            .all([Self.contact("country", .equals(.text("FR"))), .inList("customers")])
        ),
    ])
    func `stages, lists and segments are asked about by name`(condition: String, expected: Filter) throws {
        #expect(try filter(condition) == expected)
    }

    @Test(arguments: [
        ("{ event: demo_booked }", EventTest("demo_booked")),
        (
            "{ event: { name: content_downloaded, count: { more_than: 5 } } }",
            EventTest("content_downloaded", count: .moreThan(5))
        ),
        (
            "{ event: { name: order, count: { at_least: 1, at_most: 3 } } }",
            EventTest("order", count: .init(1, through: 3))
        ),
        ("{ event: { any: true, within: 6 months } }", EventTest(nil, within: .months(6))),
        (
            "{ event: { name: order, where: { amount: { at_least: 100 }, plan: pro }, count: 2 } }",
            EventTest(
                "order",
                where: [FieldTest("amount", .atLeast(.number(100))), FieldTest("plan", .equals(.text("pro")))],
                count: .atLeast(2)
            )
        ),
        (
            "{ form_submitted: ebook }",
            EventTest("form_submitted", where: [FieldTest("form", .equals(.text("ebook")))])
        ),
        ("{ form_submitted: any }", EventTest("form_submitted")),
        (
            "{ clicked_email: ebook-link }",
            EventTest("email_clicked", where: [FieldTest("email", .equals(.text("ebook-link")))])
        ),
        (
            "{ opened_email: { email: ebook-link, count: { exactly: 0 } } }",
            EventTest("email_opened", where: [FieldTest("email", .equals(.text("ebook-link")))], count: .exactly(0))
        ),
        (
            "{ page_viewed: { path: { starts_with: /pricing }, count: 3, within: 30 days } }",
            EventTest(
                "page_viewed",
                where: [FieldTest("path", .startsWith("/pricing"))],
                count: .atLeast(3),
                within: .days(30)
            )
        ),
    ])
    func `what a contact did is asked about by its event`(condition: String, expected: EventTest) throws {
        #expect(try filter(condition) == .event(expected))
    }

    @Test(arguments: [
        ("{ in_next: 3 days }", Comparison.inNext(.days(3))),
        ("{ before: today }", .today(.before)),
        ("today", .equals(.text("today"))),
        ("2026-06-30", .equals(Self.june(30))),
        ("\"2026-06-30\"", .equals(.text("2026-06-30"))),
        ("[7, true]", .oneOf([.number(7), .boolean(true)])),
    ])
    func `a field of an event is what it looks like`(value: String, expected: Comparison) throws {
        let filter = try filter("{ event: { name: invoice, where: { due.on: \(value) } } }")

        #expect(filter == .event(EventTest("invoice", where: [FieldTest("due.on", expected)])))
    }

    @Test(arguments: [
        ("{ countri: FR }", #"2:13: there is no condition or property "countri"; did you mean "country"?"#),
        (
            "{ company.employes: 5 }",
            #"2:13: there is no condition or property "company.employes"; did you mean "company.employees"?"#
        ),
        (
            "{ favourite_colour: red }",
            #"2:13: there is no condition or property "favourite_colour"; declare it in properties.yaml"#
        ),
        ("{ segment: frenhc }", #"2:22: there is no segment "frenhc"; did you mean "french"?"#),
        ("{ in_workflow: x }", #"2:26: there is no workflow "x"; write it in workflows/"#),
        ("{ clicked_email: ebook-lnk }", #"2:28: there is no e-mail "ebook-lnk"; did you mean "ebook-link"?"#),
        ("{ lifecycle_stage: custommer }", #"2:30: "custommer" is not a lifecycle stage; did you mean "customer"?"#),
        (
            "{ country: { less_than: 5 } }",
            "2:24: less_than compares numbers, dates and ordered choices, and country is a text"
        ),
        ("{ score: { contains: 5 } }", "2:22: contains compares texts, and score is a number"),
        ("{ score: { in_last: 5 days } }", "2:22: in_last compares dates, and score is a number"),
        (
            "{ trial_ends: { within: 3 days } }",
            "2:27: within: does not say in which direction; write in_last: 3 days for the past, or in_next: 3 days for the "
                + "future"
        ),
        (
            "{ trial_ends: { anniversary: tomorrow } }",
            #"2:40: "tomorrow" is not known here; write anniversary: today, or anniversary_in_next: 7 days"#
        ),
        (
            "{ trial_ends: { anniversary_in_next: 12 months } }",
            "2:48: an anniversary is never further away than a year; write less than 12 months"
        ),
        (
            "{ trial_ends: \"2026-06-30T10:00:00Z\" }",
            #"2:25: trial_ends is a day; write it as "2026-03-01", without a time"#
        ),
        ("{ tags: { starts_with: pre } }", "2:21: starts_with compares single texts, and tags is a list of texts"),
        (
            "{ nurturing: { at_least: yes } }",
            "2:26: at_least compares numbers, dates and ordered choices, and nurturing is a choice without an order"
        ),
        ("{ score: ten }", #"2:20: "ten" is not a number"#),
        ("{ created_at: yesterday }", #"2:25: "yesterday" is not a date; write it as "2026-03-01""#),
        ("{ vip: maybe }", #"2:18: "maybe" is not yes or no"#),
        (
            "{ budget: enormous }",
            #"2:21: "enormous" is not an option of budget; write one of small, medium, large"#
        ),
        ("{ country: }", "2:22: country needs a value; to ask whether it is known, write {known: yes}"),
        ("{ country: { or_unknown: yes } }", "2:24: country is compared with nothing; write for example {is: …}"),
        ("{ score: { between: [1] } }", "2:31: between needs two values, such as [200, 1000]"),
        ("{ country: { iz: FR } }", #"2:24: unknown key "iz"; did you mean "is"?"#),
        ("{ event: { count: 5 } }", "2:22: say which event with name:, or any: yes for all of them"),
        ("{ event: { name: x, count: few } }", #"2:38: "few" is not a number of times"#),
        ("{ event: { name: x, within: 6 monts } }", #"2:39: "6 monts" is not a duration; did you mean "6 months"?"#),
        (
            "{ event: { name: x, since: enrollment } }",
            "2:38: since: enrollment has a meaning only in the steps and the goal of a workflow"
        ),
        ("{ any: [] }", "2:18: expected a list of conditions, found an empty list"),
        ("everybody", #"2:11: expected a condition such as {country: FR}, found "everybody""#),
    ])
    func `a mistake in a condition is named`(condition: String, expected: String) {
        #expect(complaints(aboutCondition: condition).contains("segments/s.yaml:\(expected)"))
    }

    private static func june(_ day: Int) -> PropertyValue { .day(LocalDate(year: 2026, month: 6, day: day)!) }

    private static func contact(_ name: String, _ comparison: Comparison) -> Filter {
        .property(PropertyTest(PropertyReference(name), comparison))
    }
}
