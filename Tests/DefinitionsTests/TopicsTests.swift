import Automation
import Definitions
import Testing

/// The topics in `topics.yaml`, and those that e-mails name.
struct TopicsTests {
    private static let topics = SourceFile(
        path: "topics.yaml",
        text:
            "topics:\n  news:\n    label: Garden news\n    description: Twice a month\n  tips: { consent: assumed }\n  other:\n"
    )

    private func email(_ lines: String, text: String = "{{unsubscribe_url}} {{postal_address}}") -> SourceFile {
        SourceFile(path: "emails/e.yaml", text: "subject: s\n\(lines)\ntext: \"\(text)\"\n")
    }

    @Test func `topics are read in their order`() throws {
        let catalog = try Definitions.load([Self.topics])
        #expect(
            catalog.topics == [
                Topic("news", label: "Garden news", description: "Twice a month"), Topic("tips", consent: .assumed),
                Topic("other"),
            ]
        )
    }

    @Test(arguments: [
        ("topics: [news]", "topics.yaml:1:9: expected topics, each with consent: and label:, found a list"),
        (
            "topics:\n  News:\n",
            "topics.yaml:2:3: \"News\" is not a name; use small letters, digits, \"-\" and \"_\", at most 64"
        ),
        (
            "topics:\n  news: { consent: maybe }",
            "topics.yaml:2:20: \"maybe\" is not known here; write required, assumed"
        ),
        (
            "topics:\n  news: { lable: x }",
            "topics.yaml:2:11: unknown key \"lable\"; did you mean \"label\"?"
        ),
    ])
    func `a mistake in topics is named`(text: String, message: String) {
        #expect(complaints(in: SourceFile(path: "topics.yaml", text: text)) == [message])
    }

    private static let links = "{{unsubscribe_url}} {{postal_address}} {{confirm_url}}"

    @Test(arguments: [
        ("topic: nwes", "emails/e.yaml:2:8: there is no topic \"nwes\"; did you mean \"news\"?"),
        (
            "kind: transactional\nconfirm: zzz",
            "emails/e.yaml:3:10: there is no topic \"zzz\"; declare it in topics.yaml"
        ),
        (
            "kind: marketing",
            "emails/e.yaml:1:1: \"topic\" is missing; topics.yaml declares news, other, tips"
        ),
    ])
    func `once topics are declared, e-mails keep to them`(lines: String, message: String) {
        let text = lines.contains("confirm") ? Self.links : "{{unsubscribe_url}} {{postal_address}}"
        #expect(complaints(in: Self.topics, email(lines, text: text)) == [message])
    }

    @Test(arguments: [
        (
            "confirm: news\nkind: transactional", "x",
            "emails/e.yaml:2:1: an e-mail with confirm: must show {{confirm_url}}"
        ),
        (
            "confirm: news", links,
            "emails/e.yaml:2:1: an e-mail with confirm: goes to people who have not agreed yet; write kind: transactional"
        ),
        (
            "kind: transactional", "{{confirm_url}}",
            "emails/e.yaml:1:1: {{confirm_url}} needs confirm: with the topic it confirms"
        ),
    ])
    func `a confirmation asks those who have not agreed, and shows its link`(
        lines: String,
        text: String,
        message: String
    ) {
        #expect(complaints(in: email(lines, text: text)) == [message])
    }
}
