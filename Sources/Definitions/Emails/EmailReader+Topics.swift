import Automation

/// Reads the topic of an e-mail and the topic it asks its reader to agree to.
extension EmailReader {
    /// The topic must be one that mail programs accept. If topics.yaml exists, it must also be declared there.
    func topic(_ key: String, _ block: Block) -> String? {
        guard let element = block[key], let text = reading.text(element, "a topic") else { return nil }
        do {
            _ = try ListID(topic: text, domain: "example.com")
        } catch {
            reading.error(error.explanation, at: element.place)
            return text
        }
        return reading.names.topics == nil ? text : reading.name(element, of: .topic)
    }

    func requireTopic(_ block: Block) {
        guard let topics = reading.names.topics, block["topic"] == nil else { return }
        guard !topics.contains(EmailDefinition.generalTopic) else { return }
        let declared = topics.sorted().joined(separator: ", ")
        reading.error("\"topic\" is missing; topics.yaml declares \(declared)", at: block.place)
    }

    /// A confirmation comes before consent, so it cannot be marketing. It must show its link.
    func checkConfirmation(_ email: EmailDefinition, _ block: Block) {
        let shows = [email.text, email.html].compactMap(\.self).map { text in
            TemplateTag.all(in: text).contains { $0.kind == .variable && $0.name == TemplateVariables.confirm }
        }
        guard email.confirms != nil else {
            if shows.contains(true) {
                reading.error("{{confirm_url}} needs confirm: with the topic it confirms", at: block.place)
            }
            return
        }
        if shows.contains(false) {
            reading.error("an e-mail with confirm: must show {{confirm_url}}", at: block.place(of: "confirm"))
        }
        if email.kind == .marketing {
            reading.error(
                "an e-mail with confirm: goes to people who have not agreed yet; write kind: transactional",
                at: block.place(of: "confirm")
            )
        }
    }
}
