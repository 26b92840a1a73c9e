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

    @Test func `addresses that cannot be any are refused`() {
        let text = "subject: Hi\nkind: transactional\ntext: Hi\nfrom: Camille\nreply_to: a@b@c\n"

        #expect(
            complaints(in: SourceFile(path: "emails/e.yaml", text: text)) == [
                #"emails/e.yaml:4:7: "Camille" is not an address; write it as "Name <name@example.com>""#,
                #"emails/e.yaml:5:11: "a@b@c" is not an address; write it as "Name <name@example.com>""#,
            ]
        )
    }
}
