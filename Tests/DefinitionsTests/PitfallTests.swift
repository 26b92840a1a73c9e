import Testing

/// Forms that newcomers write or other systems accept. Each is reported once, at its position, with what to write
/// instead.
struct PitfallTests {
    @Test(arguments: [
        ("{ country: [] }", "2:22: expected a value, found an empty list"),
        ("{ country: { one_of: [] } }", "2:32: expected a value, found an empty list"),
        ("{ country: { none_of: [] } }", "2:33: expected a value, found an empty list"),
        ("{ country: {} }", "2:22: expected a comparison, found an empty block"),
        ("{ tags: [] }", "2:19: expected a value, found an empty list"),
        ("{ form_submitted: [] }", "2:29: expected a value, found an empty list"),
        ("{ form_submitted: {} }", "2:29: expected what to look for, found an empty block"),
        ("{ clicked_email: [] }", "2:28: expected a value, found an empty list"),
        (
            "{ event: { name: order, where: {} } }",
            "2:42: expected fields of the event such as {plan: pro}, found an empty block"
        ),
        (
            "{ event: { name: order, count: {} } }",
            "2:42: expected how often, such as {at_least: 2}, found an empty block"
        ),
        ("{ lifecycle_stage: {} }", "2:30: expected a stage, found an empty block"),
        ("{ lifecycle_stage: [] }", "2:30: expected lifecycle stages, found an empty list"),
        ("{ lifecycle_stage: { none_of: [] } }", "2:41: expected lifecycle stages, found an empty list"),
        (
            "{ lifecycle_stage: { or_unknown: yes } }",
            "2:32: the stage is compared with nothing; write for example {at_least: mql}"
        ),
        ("{ in_list: [] }", "2:22: expected a name, found an empty list"),
        ("{ not: {} }", "2:18: expected a condition such as {country: FR}, found an empty block"),
    ])
    func `a comparison with nothing is refused where it stands`(condition: String, expected: String) {
        #expect(complaints(aboutCondition: condition) == ["segments/s.yaml:\(expected)"])
    }

    @Test(arguments: [
        (
            "{ score: { between: [1000, 200] } }",
            "2:31: between goes from the lower to the higher; write the two the other way round"
        ),
        (
            "{ created_at: { between: [2026-06-30, 2026-06-01] } }",
            "2:36: between goes from the lower to the higher; write the two the other way round"
        ),
        (
            "{ budget: { between: [large, small] } }",
            "2:32: between goes from the lower to the higher; write the two the other way round"
        ),
        ("{ event: { name: order, count: { at_least: 3, at_most: 1 } } }", "2:44: no number of times is all of that"),
        ("{ event: { name: order, count: { fewer_than: 0 } } }", "2:44: no number of times is all of that"),
        (
            "{ event: { name: order, count: 0 } }",
            "2:42: everybody has an event at least 0 times; for none write {exactly: 0}"
        ),
    ])
    func `a range that holds nothing, or everything, is refused`(condition: String, expected: String) {
        #expect(complaints(aboutCondition: condition) == ["segments/s.yaml:\(expected)"])
    }

    @Test(arguments: [
        (
            "{ page_viewed: \"/pricing*\" }",
            #"2:26: "*" is no wildcard; write {starts_with: /pricing}, or {is: …} when the letter is meant"#
        ),
        (
            "{ page_viewed: [/home, \"/*/pricing\"] }",
            #"2:34: "*" is no wildcard; compare with starts_with: or contains:, or {is: …} when the letter is meant"#
        ),
        (
            "{ city: Mar* }",
            #"2:19: "*" is no wildcard; write {starts_with: Mar}, or {is: …} when the letter is meant"#
        ),
        (
            "{ event: { name: cart, where: { cart_id: \"{{event.cart_id}}\" } } }",
            #"2:52: "{{event.cart_id}}" would be taken letter by letter; conditions and steps cannot use values of events "#
                + "yet, so write the value itself"
        ),
        (
            "{ event: form_submited }",
            #"2:20: warning: Relance records no "form_submited"; did you mean "form_submitted"?"#
        ),
        (
            "{ event: { name: Page_Viewed, count: 2 } }",
            #"2:28: warning: Relance records no "Page_Viewed"; did you mean "page_viewed"?"#
        ),
        (
            "{ event: email_sent }",
            #"2:20: warning: Relance records no "email_sent"; steps go on when an e-mail has left, so put a wait: after "#
                + "send_email:"
        ),
    ])
    func `letters that would be taken as they stand are pointed out`(condition: String, expected: String) {
        #expect(complaints(aboutCondition: condition) == ["segments/s.yaml:\(expected)"])
    }

    @Test(arguments: [
        "{ page_viewed: { path: { is: \"/a*\" } } }", "{ event: order_paid }", "{ event: email_click_scanned }",
    ])
    func `what is meant as it stands is read`(condition: String) {
        #expect(complaints(aboutCondition: condition) == [])
    }

    @Test(arguments: [
        (
            "{ any: [{ form_submitted: a }, { country: FR }] }",
            "3:11: any: mixes what happens with what is so; write each that enrolls as a member of a list, "
                + "when: [{…}, {…}], and what must also hold under and:"
        ),
        (
            "{ all: [{ form_submitted: a }, { page_viewed: /b }] }",
            #"3:42: "form_submitted" and "page_viewed" do not happen at the same moment; let one enroll, and ask for the "#
                + "other under and:"
        ),
        (
            "[{ form_submitted: a, country: FR }, { joins_list: attendees }]",
            "3:12: a condition beside one of several that enroll; put it under and:, where it holds for all of them, or make "
                + "two workflows"
        ),
        (
            "{ joins_segment: french, city: Paris }",
            #"3:34: "joins_segment" takes no condition; write segment: instead, and whoever starts to match all of this "#
                + "enrolls, new contacts too"
        ),
        (
            "{ contact_created: yes, country: FR }",
            #"3:33: "contact_created" takes no condition; leave it out: whoever starts to match all of this enrolls, new "#
                + "contacts too"
        ),
        (
            "{ all: [x, { form_submitted: a }] }",
            #"3:17: there is no condition or property "x"; declare it in properties.yaml"#
        ),
        (
            "{ form_submited: a }\n  and: { country: FR }\n  existing: yes",
            #"3:11: there is no condition or property "form_submited"; did you mean "form_submitted"?"#
        ),
    ])
    func `what happens and what is so are told apart, or the author is asked`(when: String, expected: String) {
        let found = complaints(about: "workflow: w\nenroll:\n  when: \(when)\nsteps: [end]")

        #expect(found == ["workflows/w.yaml:\(expected)"])
    }

    @Test(arguments: [
        ("set: { score: +10 }", "3:19: set: cannot add yet; write 10 to make score 10, whatever it was"),
        (
            "set: { tags: press }",
            "3:18: set: cannot add to a list yet; write [press] to make it the only one, or use add_to_list: and in_list:"
        ),
        (
            "set: { city: \"{{event.topic}}\" }",
            #"3:18: "{{event.topic}}" would be taken letter by letter; conditions and steps cannot use values of events "#
                + "yet, so write the value itself"
        ),
        (
            "end: \"{{event.reason}}\"",
            #"3:10: "{{event.reason}}" would be taken letter by letter; conditions and steps cannot use values of events "#
                + "yet, so write the value itself"
        ),
    ])
    func `what a step cannot do is said in the right words`(step: String, expected: String) {
        #expect(complaints(about: "workflow: w\nsteps:\n  - \(step)") == ["workflows/w.yaml:\(expected)"])
    }

    @Test func `after a mistake in a condition no step is said to be out of reach`() {
        let text = """
            workflow: w
            steps:
              - if: { countri: FR }
                then: [{ add_to_list: customers }]
              - branches:
                  - if: { country: }
                    then: [{ wait: 1 day }]
                else: [end]
            """

        #expect(
            complaints(about: text) == [
                #"workflows/w.yaml:3:11: there is no condition or property "countri"; did you mean "country"?"#,
                "workflows/w.yaml:6:24: country needs a value; to ask whether it is known, write {known: yes}",
            ]
        )
    }
}
