import Automation

/// Reads `properties.yaml`: the properties that a workspace adds to the standard ones.
struct PropertiesReader {
    let reading: Reading

    func schema(_ document: Document) -> PropertySchema {
        var schema = PropertySchema.standard
        guard let block = reading.block(document.root, "contact: and company:", keys: ["contact", "company"]) else {
            return schema
        }
        for subject in [PropertySubject.contact, .company] {
            for property in block[subject.rawValue].map({ properties($0, of: subject) }) ?? [] {
                schema.declare(property, of: subject)
            }
            if let own = block[subject.rawValue] { checkNames(own, of: subject, in: schema) }
        }
        return schema
    }

    private func properties(_ element: Element, of subject: PropertySubject) -> [PropertyDefinition] {
        if element.isBlank { return [] }
        guard let entries = element.entries else {
            reading.error("expected properties and their types, found \(element.kind)", at: element.place)
            return []
        }
        return entries.filter { isFree($0, subject) }.compactMap(property)
    }

    /// Standard properties and words of the language cannot be declared again.
    private func isFree(_ entry: Entry, _ subject: PropertySubject) -> Bool {
        if PropertySchema.standard[PropertyReference(entry.key, of: subject)] != nil {
            reading.error("\(entry.key) is a standard property; remove the line", at: entry.place)
            return false
        }
        if PropertySchema.isReserved(PropertyReference(entry.key, of: subject)) {
            let message =
                "\"\(entry.key)\" is what Relance itself calls a part of every \(subject.rawValue); choose another name"
            reading.error(message, at: entry.place)
            return false
        }
        let isName = entry.key.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
        if !isName || entry.key.isEmpty || FilterReader.keys.contains(entry.key) {
            let why = isName ? "is a word of the language" : "is not a name; use small letters, digits and \"_\""
            reading.error("\"\(entry.key)\" \(why)", at: entry.place)
            return false
        }
        return true
    }

    /// `persona: text`, or a block with the type and its options.
    private func property(_ entry: Entry) -> PropertyDefinition? {
        guard entry.value.entries != nil else { return type(entry.value).map { PropertyDefinition(entry.key, $0) } }
        let keys = ["type", "options", "ordered", "label", "called"]
        guard let block = reading.block(entry.value, "a property", keys: keys) else { return nil }
        let property = PropertyDefinition(
            entry.key,
            block["type"].flatMap(type) ?? (block["options"] == nil ? .text : .choice),
            options: block["options"].map { reading.texts($0, "an option") } ?? [],
            isOrdered: block["ordered"].flatMap(reading.boolean) ?? false,
            label: block["label"].flatMap { reading.text($0, "a text") },
            called: block["called"].map { reading.texts($0, "a name") } ?? []
        )
        check(property, block)
        return property
    }

    private func type(_ element: Element) -> PropertyType? { reading.word(element, as: PropertyType.self) }

    /// A sender's word must mean only one property. Case, blanks, dashes and underscores do not make another word.
    private func checkNames(_ element: Element, of subject: PropertySubject, in schema: PropertySchema) {
        let known = subject == .contact ? schema.contact : schema.company
        for entry in element.entries ?? [] {
            for name in known[entry.key]?.called ?? [] {
                let others = known.values.filter { $0.name != entry.key && $0.isCalled(name) }.map(\.name)
                guard let other = others.min() else { continue }
                reading.error("\"\(name)\" means \(other), too; a sender's word can mean one property", at: entry.place)
            }
        }
    }

    private func check(_ property: PropertyDefinition, _ block: Block) {
        if property.type == .choice, property.options.isEmpty {
            reading.error("a choice needs options:", at: block.place(of: "type"))
        }
        if property.type != .choice, let options = block["options"] {
            reading.error("only a choice has options", at: options.place)
        }
        if Set(property.options).count < property.options.count {
            reading.error("an option is written twice", at: block.place(of: "options"))
        }
    }
}
