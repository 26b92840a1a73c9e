import Automation

/// Reads one e-mail's file.
struct EmailReader {
    let reading: Reading

    private static let keys = [
        "email", "description", "subject", "preheader", "from", "reply_to", "topic", "kind", "confirm", "text", "html",
    ]

    func email(_ document: Document) -> EmailDefinition? {
        guard let block = reading.block(document.root, "an e-mail", keys: Self.keys) else { return nil }
        if block["email"] != nil { reading.requireName(block, .email) }
        guard let subject = required("subject", block), let text = required("text", block) else { return nil }
        let email = EmailDefinition(
            document.name,
            subject: subject,
            preheader: optional("preheader", block),
            from: address("from", block),
            replyTo: address("reply_to", block),
            topic: topic("topic", block) ?? EmailDefinition.generalTopic,
            kind: block["kind"].flatMap { reading.word($0, as: EmailDefinition.Kind.self) } ?? .marketing,
            confirms: topic("confirm", block),
            text: text,
            html: optional("html", block)
        )
        check(email, block)
        return email
    }

    private func required(_ key: String, _ block: Block) -> String? {
        if block[key] == nil { reading.error("\"\(key)\" is missing", at: block.place) }
        return optional(key, block)
    }

    private func optional(_ key: String, _ block: Block) -> String? {
        block[key].flatMap { reading.text($0, "a text") }
    }

    /// `Name <address>` or an address alone. Delivery reads it in full; this catches what cannot be one.
    private func address(_ key: String, _ block: Block) -> String? {
        guard let element = block[key], let text = optional(key, block) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        if parts.count != 2 || parts.contains(where: \.isEmpty) || text.contains("\n") {
            reading.error("\"\(text)\" is not an address; write it as \"Name <name@example.com>\"", at: element.place)
        }
        return text
    }

    private func check(_ email: EmailDefinition, _ block: Block) {
        if email.subject.contains(where: \.isNewline) {
            reading.error("a subject is one line", at: block.place(of: "subject"))
        }
        let texts = [
            ("subject", email.subject), ("preheader", email.preheader), ("text", email.text), ("html", email.html),
        ]
        for case (let key, let text?) in texts {
            guard let element = block[key] else { continue }
            var check = TemplateCheck(element, text, reading)
            check.run()
        }
        if email.kind == .marketing {
            checkMarketing(email, block)
            requireTopic(block)
        }
        checkConfirmation(email, block)
    }

    /// A topic that must be declared, once topics.yaml declares any.
    private func topic(_ key: String, _ block: Block) -> String? {
        guard let element = block[key] else { return nil }
        return reading.names.topics == nil ? optional(key, block) : reading.name(element, of: .topic)
    }

    private func requireTopic(_ block: Block) {
        guard let topics = reading.names.topics, block["topic"] == nil else { return }
        guard !topics.contains(EmailDefinition.generalTopic) else { return }
        let declared = topics.sorted().joined(separator: ", ")
        reading.error("\"topic\" is missing; topics.yaml declares \(declared)", at: block.place)
    }

    /// A confirmation asks before anybody has agreed: it cannot be marketing, and must show its link.
    private func checkConfirmation(_ email: EmailDefinition, _ block: Block) {
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

    /// What the law and the large mailbox providers ask of marketing.
    private func checkMarketing(_ email: EmailDefinition, _ block: Block) {
        for case (let key, let text?) in [("text", email.text), ("html", email.html)] {
            let used = TemplateTag.all(in: text).filter { $0.kind == .variable }.map(\.name)
            for wanted in [TemplateVariables.unsubscribe, TemplateVariables.postalAddress] where !used.contains(wanted)
            {
                reading.error("the \(key) of a marketing e-mail must show {{\(wanted)}}", at: block.place(of: key))
            }
        }
    }
}
