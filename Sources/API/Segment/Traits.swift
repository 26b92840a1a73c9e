import Automation

/// What a message tells about a contact, by the sender's own names: which property each means, and whether the value fits
/// it, the database knows (`crm.typed`).
struct Traits: Hashable, Sendable {
    var email: String?
    /// By the sender's names; null clears.
    var values: [String: JSON] = [:]
    var consent: [ConsentWord] = []
    /// What the contact was shown when it agreed.
    var consentWording: String?
    /// The company, as `crm.keep_company` takes it.
    var company: [String: JSON]?
    var refused: [Refusal] = []

    init() {}

    /// What is said in a form of its own is taken apart: `email`, `company`, `address`, consent. A property of the same
    /// name counts more than a part of the address.
    init(_ members: [String: JSON]) {
        for name in members.keys.sorted(by: Self.precedes) { read(members[name] ?? .null, named: name) }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        (left == "address" ? 0 : 1, left) < (right == "address" ? 0 : 1, right)
    }

    private mutating func read(_ value: JSON, named name: String) {
        let field = Field(value)
        if ConsentWord.speaks(name) {
            if let word = ConsentWord(field, named: name) { consent.append(word) }
            return
        }
        switch name.folded {
        case "email", "emailaddress", "mail": email = text(value, named: name) ?? email
        case "consent" where field.isObject: consent += ConsentWord.all(in: field)
        case "consentwording": consentWording = text(value, named: name, atMost: 2_000)
        case "company": company = Self.company(value) ?? company
        case "address" where field.isObject:
            for part in ["country", "state", "region", "city"] where field.has(part) {
                values[part] = field[part].value
            }
        default: values[name] = value
        }
    }

    private mutating func text(_ value: JSON, named name: String, atMost bytesMax: Int = 512) -> String? {
        do { return try Field(value).plainText(atMost: bytesMax) } catch {
            refused.append(Refusal(name, error.why, value))
            return nil
        }
    }

    /// A company by its name alone, or `{id, name, domain, employee_count, …}`; nil when nothing is said.
    private static func company(_ value: JSON) -> [String: JSON]? {
        switch value {
        case .null, .boolean, .list: nil
        case .text, .number: value.isBlank ? nil : ["name": value]
        case .object(let members): company(members, id: try? Field(value)["id"].plainText())
        }
    }

    /// The traits of a group call, whose id stands beside them.
    static func company(_ members: [String: JSON], id: String?) -> [String: JSON] {
        var company = members
        let country = Field(members["address"] ?? .null)["country"].value
        for name in ["id", "address"] { company[name] = nil }
        if country != .null { company["country"] = country }
        if let id { company["external_id"] = .text(id) }
        return company
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
}
