import Automation
import Testing

struct ListIDTests {
    @Test(arguments: ["general", "garden-letters", "a.b_c", "42", String(repeating: "t", count: 64)])
    func `a topic and a domain name a list`(topic: String) throws {
        #expect(try ListID(topic: topic, domain: "example.com").text == "\(topic).example.com")
    }

    @Test(arguments: [
        ("Conseils du jardin", ", such as \"conseils-du-jardin\""), ("Été", ", such as \"ete\""),
        ("a,b", ", such as \"a-b\""),
        ("", ""), ("♥", ""), (".a", ", such as \"a\""), ("a..b", ", such as \"a-b\""), ("a:b", ", such as \"a-b\""),
        (String(repeating: "t", count: 65), ", such as \"\(String(repeating: "t", count: 64))\""),
    ])
    func `what cannot stand in a header is no topic, and the reason is a sentence`(topic: String, example: String) {
        let failure = #expect(throws: TopicFailure.self) { try ListID(topic: topic, domain: "example.com") }
        #expect(
            failure?.explanation
                == "\"\(topic)\" is no topic: mail programs know it by 1 to 64 letters, digits, - and _\(example)"
        )
    }
}
