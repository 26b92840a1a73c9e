import Automation

/// What a message tells about a contact, in the schema's own names.
struct Traits: Hashable, Sendable {
    var email: String?
    /// By column or property; null clears.
    var values: [String: JSON] = [:]
    var consent: [ConsentWord] = []
    /// What the contact was shown when it agreed.
    var consentWording: String?
    /// The company, as `crm.keep_company` takes it.
    var company: [String: JSON]?

    init() {}

    /// Reads traits by Segment's names (`firstName`, `address.country`) and by ours (`first_name`, `country`).
    /// A name that is neither is a property and keeps its value.
    init(_ field: Field) throws(Problem) {
        for name in try field.object().keys.sorted() {
            try read(field[name], named: name)
        }
    }

    private mutating func read(_ field: Field, named name: String) throws(Problem) {
        if let column = TraitColumn.named(name) { return try read(field, as: column) }
        if ConsentWord.speaks(name) {
            if let word = ConsentWord(field, named: name) { consent.append(word) }
            return
        }
        switch name {
        case "consent" where field.isObject: consent += ConsentWord.all(in: field)
        case "consent_wording": consentWording = try field.text(atMost: 2_000)
        case "email": email = try field.email()
        case "company": company = try field.company()
        case "address" where field.isObject:
            for part in ["country", "state", "region", "city"] where field.has(part) {
                try read(field[part], named: part)
            }
        default: values[name] = field.value
        }
    }

    private mutating func read(_ field: Field, as column: TraitColumn) throws(Problem) {
        let value = try column.value(of: field)
        // The stage has its own rule: it only moves forward, so there is nothing to clear.
        if column == .lifecycleStage && value == .null { return }
        values[column.rawValue] = value
    }
}

extension Field {
    func has(_ name: String) -> Bool {
        guard case .object(let members) = value else { return false }
        return members[name] != nil
    }

    var isObject: Bool {
        guard case .object = value else { return false }
        return true
    }

    /// One `@`, nothing invisible: what `crm.contacts` accepts. Whether it exists, the first e-mail will tell.
    func email() throws(Problem) -> String? {
        guard let text = try text(atMost: 254) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), text.unicodeScalars.allSatisfy(\.isVisible) else {
            throw problem("not an e-mail address")
        }
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var isVisible: Bool {
        !properties.isWhitespace && properties.generalCategory != .control && properties.generalCategory != .format
    }
}
