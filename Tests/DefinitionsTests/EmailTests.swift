import Automation
import Definitions
import Testing

struct EmailTests {
    @Test func `an e-mail is read with everything it says`() throws {
        let text = """
            email: welcome
            subject: Hello {{#contact.first_name}}{{.}}{{/contact.first_name}}{{^contact.first_name}}you{{/contact.first_name}}
            preheader: Short
            from: Camille <camille@garden.example.com>
            reply_to: help@garden.example.com
            topic: letters
            kind: marketing
            text: |
              Hello
              {{unsubscribe_url}} {{postal_address}}
            """

        let email = try Definitions.load([SourceFile(path: "emails/welcome.yaml", text: text)]).email(named: "welcome")

        #expect(email?.topic == "letters")
        #expect(email?.kind == .marketing)
        #expect(email?.from == "Camille <camille@garden.example.com>")
        #expect(email?.replyTo == "help@garden.example.com")
        #expect(email?.text == "Hello\n{{unsubscribe_url}} {{postal_address}}")
        #expect(email?.html == nil)
    }

    @Test(arguments: [
        ("subject: Hi", [#"1:1: "text" is missing"#]),
        ("text: Hi", [#"1:1: "subject" is missing"#]),
        (
            "subject: Hi\ntext: Hi\nkind: advert",
            [
                "2:1: the text of a marketing e-mail must show {{postal_address}}",
                "2:1: the text of a marketing e-mail must show {{unsubscribe_url}}",
                #"3:7: "advert" is not known here; write marketing, transactional"#,
            ]
        ),
        (
            "subject: Hi\ntext: '{{unsubscribe_url}} {{postal_address}}'\nhtml: '{{unsubscribe_url}}'",
            [
                "3:1: the html of a marketing e-mail must show {{postal_address}}"
            ]
        ),
        (
            "subject: Hi\ntext: '{{! {{unsubscribe_url}} }}{{postal_address}}'",
            [
                "2:1: the text of a marketing e-mail must show {{unsubscribe_url}}"
            ]
        ),
    ])
    func `what an e-mail must have is asked for`(text: String, expected: [String]) {
        let found = complaints(in: SourceFile(path: "emails/e.yaml", text: text))

        #expect(found == expected.map { "emails/e.yaml:\($0)" })
    }

    @Test(arguments: [
        (
            "  Hello {{contact.fist_name}}",
            [
                #"5:9: there is no variable "contact.fist_name"; did you mean "contact.first_name"?"#
            ]
        ),
        (
            "  {{contact.email}}\n    {{promo_code}}",
            [
                #"6:5: there is no variable "promo_code"; give it a default with {{^promo_code}}"#
            ]
        ),
        ("  {{#promo_code}}{{promo_code}}{{/promo_code}}{{^promo_code}}none{{/promo_code}}", []),
        ("  {{#contact}}{{#first_name}}{{.}}{{/first_name}}{{/contact}}", []),
        (
            "  {{#contact.first_name}}Hi",
            ["5:3: {{#contact.first_name}} is never closed; write {{/contact.first_name}}"]
        ),
        ("  {{/contact.first_name}}", ["5:3: {{/contact.first_name}} closes nothing; nothing is open here"]),
        (
            "  {{#contact}}{{#company}}{{/contact}}{{/company}}{{/contact}}",
            [
                "5:27: {{/contact}} closes nothing; {{#company}} is open here"
            ]
        ),
        ("  Hi {{contact.email", [#"5:6: "{{" is never closed with "}}""#]),
        ("  {{> footer}}", ["5:3: {{> footer}} is not supported; use variables and sections"]),
        (
            "  {{#event.amount}}{{.}}{{/event.amount}}{{^event.amount}}0{{/event.amount}} {{owner.name_}}",
            [
                #"5:78: there is no variable "owner.name_"; did you mean "owner.name"?"#
            ]
        ),
        ("  {{{contact.email}}} {{ contact.email }}", []),
        (
            "  Hi {{company.name}}",
            [
                "5:6: warning: without {{company.name}} the e-mail is not sent; give a default with {{^company.name}}…{{/company.name}}"
            ]
        ),
    ])
    func `tags are checked where they stand in the file`(body: String, expected: [String]) {
        let text = "email: e\nsubject: Hi\nkind: transactional\ntext: |\n\(body)\n"

        #expect(complaints(in: SourceFile(path: "emails/e.yaml", text: text)) == expected.map { "emails/e.yaml:\($0)" })
    }

    @Test(arguments: [
        ("Camille", "the address has no @"), ("a@b@c.example", "the part before the @ is malformed"),
        ("camille@intranet", "the part after the @ is not a domain name"),
        ("Camille c@x.example", "the part before the @ is malformed"),
        ("Camille c@x.example>", "the angle brackets do not match"),
        ("jürgen@x.example", "the part before the @ is not ASCII, which most mail servers cannot deliver"),
    ])
    func `an address that sending could not use is refused, with the reason`(address: String, reason: String) {
        let text = "subject: Hi\nkind: transactional\ntext: Hi\nfrom: \(address)\nreply_to: \(address)\n"
        let message = #""\#(address)" cannot be used: \#(reason); write it as "Name <name@example.com>""#

        #expect(
            complaints(in: SourceFile(path: "emails/e.yaml", text: text)) == [
                "emails/e.yaml:4:7: \(message)", "emails/e.yaml:5:11: \(message)",
            ]
        )
    }

    @Test(arguments: ["Anna @ Garden <anna@example.org>", "anna@example.org", "Zoë 🎉 <z@bücher.example>"])
    func `an address that sending can use is fine`(address: String) {
        let text = "subject: Hi\nkind: transactional\ntext: Hi\nfrom: '\(address)'\nreply_to: '\(address)'\n"
        #expect(complaints(in: SourceFile(path: "emails/e.yaml", text: text)) == [])
    }

    @Test(arguments: ["marketing", "transactional"])
    func `a topic that headers cannot hold is refused, and an example given`(kind: String) {
        let body = "'{{unsubscribe_url}} {{postal_address}}'"
        let text = "subject: Hi\nkind: \(kind)\ntopic: Conseils du jardin\ntext: \(body)\n"
        let message =
            #""Conseils du jardin" is no topic: mail programs know it by 1 to 64 letters, digits, - and _, "#
            + #"such as "conseils-du-jardin""#

        #expect(complaints(in: SourceFile(path: "emails/e.yaml", text: text)) == ["emails/e.yaml:3:8: \(message)"])
    }

    @Test(arguments: [
        ("https://x.example/?e={{contact.email}}", "5:24", "{{url(contact.email)}}"),
        ("https://x.example/{{contact.email}}/a", "5:21", "{{url(contact.email)}}"),
        (
            "HTTP://x.example/?a={{contact.id}}&e={{lowercased(contact.email)}}", "5:40",
            "{{url(lowercased(contact.email))}}"
        ),
        ("https://x.example/?e={{#contact.email}}{{.}}{{/contact.email}}", "5:42", "{{url(.)}}"),
    ])
    func `a value in a url is asked to be encoded`(body: String, place: String, better: String) {
        let text = "email: e\nsubject: Hi\nkind: transactional\ntext: |\n  \(body)\n"
        #expect(
            complaints(in: SourceFile(path: "emails/e.yaml", text: text)) == [
                "emails/e.yaml:\(place): warning: in a URL write \(better): "
                    + "a + or & in the value would change the address"
            ]
        )
    }

    @Test(arguments: [
        "https://x.example/?e={{url(contact.email)}}", "https://x.example/?i={{contact.id}}",
        "https://x.example/?s={{#contact.score}}{{.}}{{/contact.score}}", "https://x.example/ {{contact.email}}",
        "<https://x.example/>{{contact.email}}", "{{contact.email}} https://x.example/",
        "{{! https:// }}{{contact.email}}",
        "{{url(lowercased(contact.email))}} {{capitalized(contact.email)}} {{uppercased(contact.email)}}",
    ])
    func `what cannot change an address is no matter`(body: String) {
        let text = "email: e\nsubject: Hi\nkind: transactional\ntext: |\n  \(body)\n"
        #expect(complaints(in: SourceFile(path: "emails/e.yaml", text: text)) == [])
    }

    @Test(arguments: [
        ("{{urll(contact.email)}}", #"there is no function "urll"; did you mean "url"?"#),
        ("{{md5(contact.email)}}", #"there is no function "md5"; write url, capitalized, lowercased, uppercased"#),
        ("{{url(contact.emial)}}", #"there is no variable "contact.emial"; did you mean "contact.email"?"#),
        ("{{% CONTENT_TYPE:TEXT}}", "{{% CONTENT_TYPE:TEXT}} is not supported; use variables and sections"),
    ])
    func `a function that is not offered is refused`(tag: String, message: String) {
        let text = "email: e\nsubject: Hi\nkind: transactional\ntext: |\n  \(tag)\n"
        #expect(complaints(in: SourceFile(path: "emails/e.yaml", text: text)) == ["emails/e.yaml:5:3: \(message)"])
    }

    @Test(arguments: [
        ("<p title={{contact.email}}>x</p>", true), ("<p title='a' {{contact.email}}>x</p>", true),
        ("<a href=x{{contact.email}}>x</a>", true), (#"<p title="{{contact.email}}">x</p>"#, false),
        ("<p title='a > b {{contact.email}}'>x</p>", false), ("<p>{{contact.email}}</p>", false),
        ("1 < 2 {{contact.email}}", false), ("<!-- it's --> {{contact.email}}", false),
        ("<p {{#contact.vip}}class=a{{/contact.vip}}{{^contact.vip}}class=b{{/contact.vip}}>x</p>", false),
    ])
    func `a value in a tag stands in quotes`(html: String, isRefused: Bool) {
        let text = "email: e\nsubject: Hi\nkind: transactional\ntext: Hi\nhtml: |\n  \(html)\n"
        let column = html.firstRange(of: "{{contact.email}}").map {
            html.distance(from: html.startIndex, to: $0.lowerBound)
        }
        let message =
            "put quotes around {{contact.email}}: a blank in the value would begin another attribute"
        #expect(
            complaints(in: SourceFile(path: "emails/e.yaml", text: text))
                == (isRefused ? ["emails/e.yaml:6:\(column! + 3): \(message)"] : [])
        )
    }
}
