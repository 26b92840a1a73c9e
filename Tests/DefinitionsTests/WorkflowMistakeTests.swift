import Testing

struct WorkflowMistakeTests {
    @Test(arguments: [
        (
            "workflow: w\nstepz: [end]",
            [
                #"workflows/w.yaml:1:1: "steps" is missing: what happens to a contact?"#,
                #"workflows/w.yaml:2:1: unknown key "stepz"; did you mean "steps"?"#,
            ]
        ),
        ("steps: [end]", [#"workflows/w.yaml:1:1: "workflow" is missing: what is it called?"#]),
        ("workflow: w\nsteps:", ["workflows/w.yaml:2:7: a workflow needs at least one step"]),
        (
            "workflow: w!\nsteps: [end]",
            [
                #"workflows/w.yaml:1:11: "w!" is not a name; use letters, digits, "-" and "_", at most 100"#
            ]
        ),
        ("- a", ["workflows/w.yaml:1:1: expected a workflow, found a list"]),
        (
            "workflow: w\nsteps:\n  - wait: 2 dayz",
            [
                #"workflows/w.yaml:3:11: "2 dayz" is not a duration; did you mean "2 days"?"#
            ]
        ),
        (
            "workflow: w\nsteps:\n  - send_email: ebook-lnk",
            [
                #"workflows/w.yaml:3:17: there is no e-mail "ebook-lnk"; did you mean "ebook-link"?"#
            ]
        ),
        ("workflow: w\nsteps:\n  - set: {}", ["workflows/w.yaml:3:10: set: names no property"]),
        ("workflow: w\nsteps:\n  - clear: []", ["workflows/w.yaml:3:12: clear: names no property"]),
        (
            "workflow: w\nenroll: { when: [] }\nsteps: [end]",
            ["workflows/w.yaml:2:17: expected what enrolls, such as {form_submitted: ebook}, found an empty list"]
        ),
        (
            "workflow: w\nenroll: { when: {} }\nsteps: [end]",
            ["workflows/w.yaml:2:17: expected a condition such as {country: FR}, found an empty block"]
        ),
        (
            "workflow: w\nsteps:\n  - add_to_list: guests",
            [
                #"workflows/w.yaml:3:18: there is no list "guests"; declare it in lists.yaml"#
            ]
        ),
        (
            "workflow: w\nsteps:\n  - send_mail: ebook-link",
            [
                #"workflows/w.yaml:3:5: there is no step "send_mail"; did you mean "send_email"?"#
            ]
        ),
        (
            "workflow: w\nsteps: [stop]",
            [
                #"workflows/w.yaml:2:9: expected a step such as {wait: 2 days}, found "stop""#
            ]
        ),
        (
            "workflow: w\nsteps:\n  - wait: 1 day\n    send_email: ebook-link",
            [
                #"workflows/w.yaml:4:5: one step does one thing; give "send_email" a "-" of its own"#,
                #"workflows/w.yaml:4:5: unknown key "send_email"; known here: wait, id"#,
            ]
        ),
        (
            "workflow: w\nsteps:\n  - add_to_list: customers\n  - add_to_list: customers",
            [
                #"workflows/w.yaml:4:5: another step, in line 3, is called "add-to-list-customers" too; name it with id:"#
            ]
        ),
        (
            "workflow: w\nsteps:\n  - id: Two Days\n    wait: 2 days",
            [
                #"workflows/w.yaml:3:9: a step's id has letters, digits and "-"; try "two-days""#
            ]
        ),
        (
            "workflow: w\nsteps:\n  - send_email: ebook-link\n    if_blocked: skipp",
            [
                #"workflows/w.yaml:4:17: "skipp" is not known here; did you mean "skip"?"#
            ]
        ),
        (
            "workflow: w\nsteps:\n  - if: { in_list: customers }",
            [
                #"workflows/w.yaml:3:5: "then" is missing: what happens then?"#
            ]
        ),
        (
            "workflow: w\nsteps:\n  - branches: []",
            [
                "workflows/w.yaml:3:15: branches needs a list, each with if: and then:"
            ]
        ),
        (
            "workflow: w\nsteps:\n  - set: { nurturin: yes }",
            [
                #"workflows/w.yaml:3:12: there is no property "nurturin"; did you mean "nurturing"?"#
            ]
        ),
        (
            "workflow: w\nsteps:\n  - set: { nurturing: maybe }",
            [
                #"workflows/w.yaml:3:23: "maybe" is not an option of nurturing; write one of yes, no"#
            ]
        ),
        (
            "workflow: w\nsteps:\n  - set: { score: many, email: a@b }",
            [
                #"workflows/w.yaml:3:19: "many" is not a number"#,
                "workflows/w.yaml:3:25: a workflow cannot change email",
            ]
        ),
        (
            "workflow: w\nsteps: [end]\non_exit:\n  - wait: 1 day",
            [
                #"workflows/w.yaml:4:5: unknown key "wait"; known here: set, clear, add_to_list, remove_from_list"#
            ]
        ),
    ])
    func `a mistake is named with its place and a way out`(text: String, expected: [String]) {
        #expect(complaints(about: text) == expected)
    }

    @Test(arguments: [
        (
            "{ form_submited: ebook }",
            [
                #"workflows/w.yaml:3:11: there is no condition or property "form_submited"; did you mean "form_submitted"?"#
            ]
        ),
        ("{ event: { any: yes } }", ["workflows/w.yaml:3:11: an event that enrolls needs its name:"]),
        (
            "{ joins_list: guests }",
            [
                #"workflows/w.yaml:3:23: there is no list "guests"; declare it in lists.yaml"#
            ]
        ),
        (
            "someday",
            [
                #"workflows/w.yaml:3:9: expected what enrolls, such as {form_submitted: ebook}, found "someday""#
            ]
        ),
        (
            "{ country: FR }\n  and: { city: Paris }",
            [
                "workflows/w.yaml:4:3: and: goes with an event or a list; put this condition into when:"
            ]
        ),
        (
            "manual\n  again: after 3 dys",
            [
                #"workflows/w.yaml:4:10: "3 dys" is not a duration; did you mean "3 days"?"#
            ]
        ),
        (
            "manual\n  again: sometimes",
            [
                #"workflows/w.yaml:4:10: "sometimes" does not say when somebody may come back; write never, always, or "after 30 days""#
            ]
        ),
        (
            "manual\n  existing: yes",
            [
                "workflows/w.yaml:4:3: warning: existing: yes enrolls nobody here; no condition says who matches"
            ]
        ),
        (
            "{ event: demo }\n  unless: { clicked_email: ebook-link, event: { name: x, since: enrollment } }",
            [
                "workflows/w.yaml:4:65: since: enrollment has a meaning only in the steps and the goal of a workflow"
            ]
        ),
    ])
    func `a mistake in who enters is named`(when: String, expected: [String]) {
        #expect(complaints(about: "workflow: w\nenroll:\n  when: \(when)\nsteps: [end]") == expected)
    }

    @Test(arguments: [
        (
            #"{ days: weekdayz, from: "07:00", to: "12:00" }"#,
            [
                #"workflows/w.yaml:2:16: "weekdayz" is not a day of the week; did you mean "weekday"?"#
            ]
        ),
        (
            #"{ from: 7am, to: "12:00" }"#,
            [#"workflows/w.yaml:2:16: "7am" is not a time of day; did you mean "07:00"?"#]
        ),
        (
            #"{ from: "07:00", to: "07:00" }"#,
            [
                #"workflows/w.yaml:2:10: a range from 07:00 to 07:00 is empty; for the whole day write "00:00" to "24:00""#
            ]
        ),
        ("{ zone: contakt }", [#"workflows/w.yaml:2:16: "contakt" is not a time zone; did you mean "contact"?"#]),
        ("[]", ["workflows/w.yaml:2:8: the window has no hours, so it would never open"]),
        ("{ days: [] }", ["workflows/w.yaml:2:10: 00:00–24:00 has no days, so it would never open"]),
        (
            "{ holidays: [FR, XX], except: [2026-13-01] }",
            [
                #"workflows/w.yaml:2:25: "XX" is not known here; write FR, US"#,
                #"workflows/w.yaml:2:39: "2026-13-01" is not a date; write year-month-day, as in "2026-12-25""#,
            ]
        ),
        (
            #"{ from: "07:00", ranges: [{ from: "09:00" }] }"#,
            [
                #"workflows/w.yaml:2:10: "from" and ranges: exclude each other; put it into the ranges"#
            ]
        ),
    ])
    func `a mistake in the hours is named`(hours: String, expected: [String]) {
        #expect(complaints(about: "workflow: w\nhours: \(hours)\nsteps: [end]") == expected)
    }

    @Test(arguments: [
        (
            "enroll: { when: { country: FR } }\ngoal: { country: FR }",
            "3:1: warning: what enrolls also meets the goal, and contacts who have met it are refused; change goal: or when:"
        ),
        (
            "enroll: { when: { joins_list: customers }, unless: { in_list: customers } }",
            "2:1: warning: what enrolls also matches unless:, so every contact is refused; change unless: or when:"
        ),
        (
            "enroll: { when: { form_submitted: a, country: FR, city: { is_not: Paris, is: paris } } }",
            "2:19: warning: no contact can match: city has no value that is all of this"
        ),
    ])
    func `a workflow that can enroll no contact is a warning`(rules: String, warning: String) {
        #expect(complaints(about: "workflow: w\n\(rules)\nsteps: [end]") == ["workflows/w.yaml:\(warning)"])
    }

    @Test func `every mistake of a file is reported at once, in its order`() {
        let text = """
            workflow: w
            enroll:
              when: { form_submitted: ebook }
              unless: { in_list: custmers }
              agian: never
            hours: { days: weekdays, from: "25:00" }
            goal: { lifecycle_stage: { at_least: custommer } }
            steps:
              - wait: 2 dayz
              - if: { clicked_email: ebook-lnk }
                then: [ende]
              - send_email: ebook-link
            on_exit:
              - set: { nurturing: perhaps }
            """

        let places = complaints(about: text).map { $0.split(separator: " ")[0] }

        #expect(
            places == [
                "workflows/w.yaml:4:22:", "workflows/w.yaml:5:3:", "workflows/w.yaml:6:32:", "workflows/w.yaml:7:38:",
                "workflows/w.yaml:9:11:", "workflows/w.yaml:10:26:", "workflows/w.yaml:11:12:",
                "workflows/w.yaml:14:23:",
            ]
        )
    }

    @Test func `ends with different words need different names`() {
        let ends = "  - if: { country: FR }\n    then: [{ end: 終わり }]\n  - if: { country: JP }\n    then: [{ end: 完了 }]"

        #expect(
            complaints(about: "workflow: w\nsteps:\n\(ends)") == [
                #"workflows/w.yaml:6:14: another step, in line 4, is called "end" too; name it with id:"#
            ]
        )
        #expect(complaints(about: "workflow: w\nsteps:\n\(ends.replacing("完了 }", with: "完了, id: done }"))") == [])
    }

    @Test func `a workflow of too many steps is refused`() {
        let steps = (1...501).map { "  - { id: s\($0), wait: 1 day }" }.joined(separator: "\n")

        #expect(
            complaints(about: "workflow: w\nsteps:\n\(steps)") == [
                "workflows/w.yaml:3:3: 501 steps; a workflow has at most 500"
            ]
        )
    }

    @Test(arguments: [
        ("  - end\n  - wait: 1 day", #"4:5: warning: step "wait-1-day" is never reached"#),
        (
            "  - branches:\n    - if: { country: FR }\n      then: [end]",
            #"3:5: warning: whoever matches no branch of "branches-if-country-fr" leaves the workflow; say so with else: [end], or go on"#
        ),
        (
            "  - set: { nurturing: yes }\n  - wait: 1 day",
            #"3:5: warning: "set-nurturing-yes" sets nurturing, and a contact who leaves early keeps it; reset it in on_exit:"#
        ),
        (
            "  - if: { clicked_email: ebook-link }\n    then: [end]\n  - send_email: ebook-link",
            #"3:5: warning: "if-clicked-email-ebook-link" asks about ebook-link before any step has sent it, so the answer is "#
                + "always no"
        ),
        (
            "  - id: which\n    branches:\n    - { if: { country: FR }, then: [end] }\n    - { if: { country: FR }, then: [{ wait: 1 day }] }"
                + "\n    else: [end]",
            #"3:9: warning: two branches of "which" ask the same, so the second is never taken"#
        ),
        (
            "  - if: { all: [{ country: FR }, { country: DE }] }\n    then: [end]",
            "3:11: warning: no contact can match: country has no value that is all of this"
        ),
    ])
    func `what is probably not meant is a warning`(steps: String, warning: String) {
        #expect(complaints(about: "workflow: w\nsteps:\n\(steps)") == ["workflows/w.yaml:\(warning)"])
    }
}
