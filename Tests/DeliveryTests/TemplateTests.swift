import Automation
import Delivery
import Testing

@Suite struct TemplateTests {
    private let anna = TemplateContext(
        contact: [
            "first_name": "Anna", "company": .null, "nickname": "  ", "score": .number("42"), "vip": .boolean(true),
        ],
        owner: ["name": "Søren & Co <sales>"],
        event: ["items": .list([.object(["title": "Tea"]), .object(["title": "Milk"])]), "total": .number("12.50")],
        links: ["unsubscribe": "https://t.example.com/u/abc?x=1&y=2"]
    )

    private func text(_ source: String) throws -> String {
        try EmailTemplate(subject: "s", text: source, html: nil).render(anna).content().text
    }

    @Test func `variables are filled in`() throws {
        #expect(
            try text("Dear {{contact.first_name}}, {{contact.score}} points, {{event.total}} €")
                == "Dear Anna, 42 points, 12.50 €"
        )
    }

    @Test func `values are escaped in html and nowhere else`() throws {
        let template = try EmailTemplate(
            subject: "{{owner.name}}",
            text: "{{owner.name}}",
            html: "<p>{{owner.name}} {{{owner.name}}}</p>"
        )

        let content = try template.render(anna).content()

        #expect(content.subject == "Søren & Co <sales>")
        #expect(content.text == "Søren & Co <sales>")
        #expect(content.html == "<p>Søren &amp; Co &lt;sales&gt; Søren & Co <sales></p>")
    }

    @Test(arguments: [
        ("{{contact.last_name}}", "contact.last_name"), ("{{contact.nickname}}", "contact.nickname"),
        ("{{contact.company}}", "contact.company"), ("{{{contact.last_name}}}", "contact.last_name"),
        ("{{stranger.name}}", "stranger.name"), ("{{uppercased(contact.last_name)}}", "contact.last_name"),
        ("{{md5(contact.first_name)}}", "md5(contact.first_name)"),
        ("{{#contact}}{{last_name}}{{/contact}}", "last_name"), ("{{contact}}", "contact"),
        ("{{contact.first_name.initial}}", "contact.first_name.initial"),
    ])
    func `a missing variable blocks, and is named`(source: String, path: String) throws {
        #expect(throws: TemplateFailure.missingVariables([path])) { try text(source) }
    }

    @Test func `all missing variables of all parts are reported together`() throws {
        let template = try EmailTemplate(
            subject: "{{contact.a}}",
            text: "{{contact.b}} {{contact.a}}",
            html: "{{deal.c}}"
        )

        let failure = #expect(throws: TemplateFailure.self) { try template.render(anna) }

        #expect(failure?.explanation == "missing variables contact.a, contact.b, deal.c")
    }

    @Test(arguments: [("first_name", "Hello Anna,"), ("last_name", "Hello,"), ("nickname", "Hello,")])
    func `a section and its opposite give a default`(name: String, greeting: String) throws {
        let source =
            "{{#contact.\(name)}}Hello {{.}},{{/contact.\(name)}}{{^contact.\(name)}}Hello,{{/contact.\(name)}}"
        #expect(try text(source) == greeting)
    }

    @Test func `a variable in a section that is not taken may be missing`() throws {
        #expect(try text("{{#contact.last_name}}{{contact.title}} {{.}}{{/contact.last_name}}ok") == "ok")
    }

    @Test func `lists repeat, and reach what lies outside`() throws {
        let source = "{{#event.items}}{{title}} for {{contact.first_name}}; {{/event.items}}"
        #expect(try text(source) == "Tea for Anna; Milk for Anna; ")
    }

    @Test func `a flag chooses`() throws {
        #expect(try text("{{#contact.vip}}gold{{/contact.vip}}{{^contact.vip}}plain{{/contact.vip}}") == "gold")
    }

    @Test func `a value is never taken for a template`() throws {
        let context = TemplateContext(contact: ["first_name": "{{owner.name}} {{#x}}"])
        let content = try EmailTemplate(subject: "s", text: "{{contact.first_name}}", html: nil).render(context)
            .content()
        #expect(content.text == "{{owner.name}} {{#x}}")
    }

    @Test(arguments: [
        ("{{#contact.a}}never closed", "a section is never closed"),
        ("{{contact.first_name", "a tag is not closed, or its name cannot be read"),
        ("{{#a}}{{/b}}", "a section is closed that is not open here"), ("{{= x =}}", "a tag is not supported"),
    ])
    func `a malformed template says where and why`(source: String, why: String) {
        let failure = #expect(throws: TemplateFailure.self) {
            try EmailTemplate(subject: "s", text: "first line\n\(source)", html: nil)
        }
        #expect(failure?.explanation.hasPrefix("the text template is malformed: line ") == true)
        #expect(failure?.explanation.hasSuffix(why) == true)
    }

    @Test(arguments: [
        "{{.name}}", "{{#contact}}{{ .name }}{{/contact}}", "{{uppercased(.name)}}", "{{#.name}}x{{/.name}}",
    ])
    func `a name that begins nowhere is malformed`(source: String) {
        #expect(throws: TemplateFailure.self) { try EmailTemplate(subject: "s", text: source, html: nil) }
    }

    @Test(arguments: ["{{% CONTENT_TYPE:TEXT}}{{contact.first_name}}", "{{ %CONTENT_TYPE:HTML}}", "\u{2}", "\u{3}"])
    func `a template cannot change how values are escaped`(source: String) {
        #expect(throws: TemplateFailure.self) { try EmailTemplate(subject: "s", text: nil, html: source) }
    }

    @Test func `an e-mail without a body is none`() {
        #expect(throws: TemplateFailure.noBody) { try EmailTemplate(subject: "s", text: nil, html: nil) }
    }

    @Test func `a body that explodes is stopped`() throws {
        let context = TemplateContext(contact: ["essay": .text(String(repeating: "long ", count: 300_000))])
        let template = try EmailTemplate(subject: "s", text: "{{contact.essay}}", html: nil)
        #expect(throws: TemplateFailure.tooLong(part: .text, bytesMax: 1_000_000)) { try template.render(context) }
    }

    @Test func `context is read from json`() throws {
        let value = try TemplateValue(
            json: #"{"name": "Zoë", "age": 30, "rate": 0.50, "vip": true, "tags": ["a"], "gone": null}"#
        )
        #expect(
            value
                == .object([
                    "name": "Zoë", "age": .number("30"), "rate": .number("0.50"), "vip": .boolean(true),
                    "tags": .list(["a"]),
                    "gone": .null,
                ])
        )
    }
}
