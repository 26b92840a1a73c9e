import Automation

/// Reads `topics.yaml`: the topics that contacts agree to one by one.
struct TopicsReader {
    let reading: Reading

    func topics(_ document: Document) -> [Topic] {
        guard let block = reading.block(document.root, "topics:", keys: ["topics"]), let topics = block["topics"] else {
            return []
        }
        guard let entries = topics.entries else {
            reading.error("expected topics, each with consent: and label:, found \(topics.kind)", at: topics.place)
            return []
        }
        return entries.filter(isName).compactMap(topic)
    }

    /// Whether the name can stand in links, form fields and headers.
    private func isName(_ entry: Entry) -> Bool {
        let isPlain = entry.key.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || "-_.".contains($0)) }
        guard isPlain, (1...Topic.nameBytesMax).contains(entry.key.utf8.count) else {
            reading.error(
                "\"\(entry.key)\" is not a name; use small letters, digits, \"-\" and \"_\", at most \(Topic.nameBytesMax)",
                at: entry.place
            )
            return false
        }
        return true
    }

    private func topic(_ entry: Entry) -> Topic? {
        if entry.value.isBlank { return Topic(entry.key) }
        let keys = ["consent", "label", "description"]
        guard let block = reading.block(entry.value, "consent: and label:", keys: keys) else { return nil }
        return Topic(
            entry.key,
            consent: block["consent"].flatMap { reading.word($0, as: Topic.Consent.self) } ?? .required,
            label: block["label"].flatMap { reading.text($0, "a text") },
            description: block["description"].flatMap { reading.text($0, "a text") } ?? ""
        )
    }
}
