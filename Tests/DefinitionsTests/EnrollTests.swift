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
            "{ any: [{ form_submitted: ebook }, { joins_list: attendees }, { country: FR }] }",
            [.event(form), .listJoined("attendees"), .filter(french)]
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
