import Automation
import Delivery
import Testing

/// The printed form of values of every kind.
@Suite struct TemplateValueTests {
    private func text(_ source: String, _ json: String) throws -> String {
        let context = TemplateContext(contact: ["value": try TemplateValue(json: json)])
        return try EmailTemplate(subject: "s", text: source, html: nil).render(context).content().text
    }

    @Test(arguments: [
        ("19.90", "19.90"), ("12345678901234567890", "12345678901234567890"), ("-0.50", "-0.50"), ("1e3", "1e3"),
        ("7", "7"), (#""x""#, "x"), ("true", "true"), ("false", "false"), (#"["a", "b"]"#, "a, b"), (#"["a"]"#, "a"),
        (#"["a", null, "\u200b", 19.90]"#, "a, 19.90"), (#"[["a", "b"], ["c"]]"#, "a, b, c"),
        ("1" + String(repeating: "0", count: 100), "1" + String(repeating: "0", count: 100)),
    ])
    func `a value reads as it was given`(json: String, words: String) throws {
        #expect(try text("<{{contact.value}}>", json) == "<\(words)>")
    }

    @Test(arguments: [
        (#"["a", "b"]"#, "(a)(b)"), (#"["a", "", null, "b"]"#, "(a)(b)"), (#"["a"]"#, "(a)"), ("[]", "none"),
        (#"[" ", null]"#, "none"), (#"[true, 1.0]"#, "(true)(1.0)"),
    ])
    func `a section repeats for each element of a list that shows something`(json: String, words: String) throws {
        let source = "{{#contact.value}}({{.}}){{/contact.value}}{{^contact.value}}none{{/contact.value}}"
        #expect(try text(source, json) == words)
    }

    /// White space of every kind, and characters that no font shows.
    @Test(
        arguments: [
            "", " ", "\t\r\n", "\u{B}", "\u{A0}", "\u{AD}", "\u{1680}", "\u{2003}", "\u{200B}", "\u{200D}", "\u{2028}",
            "\u{2060}", "\u{202F}", "\u{2800}", "\u{3000}", "\u{3164}", "\u{FE0F}", "\u{FEFF}", "\u{2}", "\u{85}",
            "\u{7F}",
            " \u{200B}\u{FEFF} \u{AD}",
        ]
    )
    func `a blank is missing, whatever it is made of`(blank: String) throws {
        let context = TemplateContext(contact: ["name": .text(blank)])
        let greeting = "{{#contact.name}}Hi {{.}},{{/contact.name}}{{^contact.name}}Hi,{{/contact.name}}"

        #expect(
            try EmailTemplate(subject: "s", text: greeting, html: nil).render(context).content().text == "Hi,"
        )
        #expect(throws: TemplateFailure.missingVariables(["contact.name"])) {
            try EmailTemplate(subject: "s", text: "Hi {{contact.name}},", html: nil).render(context)
        }
    }

    @Test(arguments: ["{}", "[]", "[{}]", #"[{"a": 1}]"#, #"{"a": 1}"#])
    func `what has no words is missing where it is printed`(json: String) {
        #expect(throws: TemplateFailure.missingVariables(["contact.value"])) { try text("{{contact.value}}", json) }
    }

    @Test func `an empty object counts as absent`() throws {
        let source = "{{#company}}Your {{name}}{{/company}}{{^company}}You{{/company}}"
        let content = try EmailTemplate(subject: "s", text: source, html: nil).render(TemplateContext())
        #expect(content.content().text == "You")
    }

    @Test(arguments: [
        ("{{url(contact.value)}}", "jane+t@example.com", "jane%2Bt%40example.com"),
        ("{{url(contact.value)}}", "a b&c=d/é?#", "a%20b%26c%3Dd%2F%C3%A9%3F%23"),
        ("{{#contact.value}}{{url(.)}}{{/contact.value}}", "a b", "a%20b"),
        ("{{uppercased(contact.value)}}", "straße", "STRASSE"), ("{{lowercased(contact.value)}}", "ÉTÉ", "été"),
        ("{{capitalized(contact.value)}}", "anna maria", "Anna Maria"),
        ("{{url(lowercased(contact.value))}}", "A B", "a%20b"),
    ])
    func `a function changes what is printed`(source: String, value: String, words: String) throws {
        #expect(try text(source, JSON.text(value).text) == words)
    }

    @Test(
        arguments: [
            ("{{#contact.gone}}Offer{{/contact.gone}}", "Hello", nil, TemplateFailure.empty(part: .subject)),
            ("\u{200B}", "Hello", nil, .empty(part: .subject)),
            ("s", "{{#contact.gone}}Hello{{/contact.gone}}\n", nil, .empty(part: .text)),
            ("s", nil, "{{#contact.gone}}<p>Hello</p>{{/contact.gone}}", .empty(part: .html)),
        ] as [(String, String?, String?, TemplateFailure)]
    )
    func `a part that comes out empty stops the e-mail`(
        subject: String,
        text: String?,
        html: String?,
        failure: TemplateFailure
    ) throws {
        let template = try EmailTemplate(subject: subject, text: text, html: html)

        #expect(throws: failure) { try template.render(TemplateContext()) }
        #expect(failure.explanation.contains("is empty"))
    }
}
