import Automation
import Testing

struct EnrollTests {
    private static let french = Filter.property(PropertyTest(PropertyReference("country"), .equals(.text("FR"))))
    private static let form = EventTrigger("form_submitted", where: [FieldTest("form", .equals(.text("ebook")))])

    @Test(arguments: [
        ("{ form_submitted: ebook }", [Trigger.event(form)]),
        (
            "{ event: { name: order, where: { plan: pro } } }",
            [.event(EventTrigger("order", where: [FieldTest("plan", .equals(.text("pro")))]))]
        ),
        ("{ event: { name: order, count: 2 } }", [.filter(.event(EventTest("order", count: .atLeast(2))))]),
        ("{ country: FR }", [.filter(french)]),
        ("{ any: [{ country: FR }, { in_list: customers }] }", [.filter(.any([french, .inList("customers")]))]),
        (
            "{ any: [{ form_submitted: ebook }, { joins_list: attendees }] }",
            [.event(form), .listJoined("attendees")]
        ),
        ("{ any: { form_submitted: ebook, joins_list: attendees } }", [.event(form), .listJoined("attendees")]),
        (
            "{ not: { form_submitted: ebook } }",
            [.filter(.not(.event(EventTest("form_submitted", where: form.fields))))]
        ),
        ("[{ form_submitted: ebook }, { country: FR }]", [.event(form), .filter(french)]),
        ("{ joins_list: attendees }", [.listJoined("attendees")]),
        ("{ joins_segment: french }", [.filter(.segment("french"))]),
        ("{ contact_created: yes }", [.filter(.everyone)]),
        ("manual", [.manual]),
    ])
    func `what happens enrolls each time, what is so enrolls when it starts`(when: String, expected: [Trigger]) throws {
        let workflow = try workflow("workflow: w\nenroll:\n  when: \(when)\nsteps: [end]")

        #expect(workflow?.enroll.triggers == expected)
    }

    @Test(arguments: [
        "{ all: [{ form_submitted: ebook }, { country: FR }] }",
        "{ form_submitted: ebook, country: FR }",
        "[{ form_submitted: ebook, country: FR }]",
        "{ all: { country: FR, form_submitted: ebook } }",
        "{ form_submitted: ebook }\n  and: { country: FR }",
    ])
    func `what happens beside a condition enrolls when the contact meets it at that moment`(when: String) throws {
        let workflow = try workflow("workflow: w\nenroll:\n  when: \(when)\nsteps: [end]")

        #expect(workflow?.enroll == EnrollmentRules([.event(Self.form)], and: Self.french))
    }

    @Test func `what is asked beside an event and under and must both hold`() throws {
        let text = """
            workflow: w
            enroll:
              when:
                all:
                  - any: [{ form_submitted: ebook }, { joins_list: attendees }]
                  - country: FR
                  - page_viewed: { path: /pricing, count: 2 }
              and: { in_list: customers }
            steps: [end]
            """
        let viewed = EventTest(
            "page_viewed",
            where: [FieldTest("path", .equals(.text("/pricing")))],
            count: .atLeast(2)
        )

        let rules = try workflow(text)?.enroll

        #expect(rules?.triggers == [.event(Self.form), .listJoined("attendees")])
        #expect(rules?.condition == .all([.all([Self.french, .event(viewed)]), .inList("customers")]))
    }

    @Test func `a workflow without enroll is started by hand`() throws {
        #expect(try workflow("workflow: w\nsteps: [end]")?.enroll == EnrollmentRules([.manual], again: .never))
    }

    @Test func `the rules of enrollment are read`() throws {
        let rules = try workflow(
            """
            workflow: w
            enroll:
              when: { form_submitted: ebook }
              and: { country: FR }
              unless: { in_list: customers }
              again: after 30 days
            steps: [end]
            """
        )?.enroll

        let expected = EnrollmentRules(
            [.event(Self.form)],
            and: Self.french,
            unless: .inList("customers"),
            again: .after(.days(30))
        )
        #expect(rules == expected)
    }

    @Test func `hours take one range, several, and everything about a window`() throws {
        func hours(_ text: String) throws -> Window? {
            try workflow("workflow: w\nhours: \(text)\nsteps: [end]")?.hours
        }
        let seven = try LocalTime(parsing: "07:00")
        let noon = try LocalTime(parsing: "12:00")
        let morning = Window.Hours(.weekdays, from: seven, to: noon)

        #expect(try hours("{ days: weekdays, from: \"07:00\", to: \"12:00\", zone: contact }") == Window([morning]))
        #expect(try hours("{ days: weekdays, from: 07:00, to: 12:00 }") == Window([morning]))
        #expect(
            try hours("[{ days: weekdays, from: \"07:00\", to: \"12:00\" }, { days: [sat, sun] }]")
                == Window([morning, Window.Hours(.weekends)])
        )
        #expect(
            try hours(
                """

                  ranges: [{ days: weekends }]
                  zone: Europe/Paris
                  except: 2026-12-24
                  holidays: [FR]
                  resume: opening
                  applies_to: sends
                """
            )
                == Window(
                    [Window.Hours(.weekends)],
                    zone: try ZoneRule(parsing: "Europe/Paris"),
                    excludedDates: [try LocalDate(parsing: "2026-12-24")],
                    holidays: [.france],
                    resume: .opening,
                    scope: .sends
                )
        )
    }
}
