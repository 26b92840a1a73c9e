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
            from: mailbox("from", block),
            replyTo: mailbox("reply_to", block),
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

    /// `Name <address>` or an address alone.
    private func mailbox(_ key: String, _ block: Block) -> String? {
        guard let element = block[key], let text = optional(key, block) else { return nil }
        do {
            _ = try Mailbox(parsing: text)
        } catch {
            let hint = "write it as \"Name <name@example.com>\""
            reading.error("\"\(text)\" cannot be used: \(error.explanation); \(hint)", at: element.place)
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
            var check = TemplateCheck(element, text, isHTML: key == "html", reading)
            check.run()
        }
        if email.kind == .marketing {
            checkMarketing(email, block)
            requireTopic(block)
        }
        checkConfirmation(email, block)
    }

    /// Checks what the law and the large mailbox providers require of marketing.
    private func checkMarketing(_ email: EmailDefinition, _ block: Block) {
        for case (let key, let text?) in [("text", email.text), ("html", email.html)] {
            let used = TemplateTag.all(in: text).filter { $0.kind == .variable && $0.functions.isEmpty }
                .map(\.name)
            for wanted in [TemplateVariables.unsubscribe, TemplateVariables.postalAddress] where !used.contains(wanted)
            {
                reading.error("the \(key) of a marketing e-mail must show {{\(wanted)}}", at: block.place(of: key))
            }
        }
    }
}
