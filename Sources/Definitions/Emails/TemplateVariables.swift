import Automation

/// The variables an e-mail may use.
struct TemplateVariables {
    let properties: PropertySchema

    static let unsubscribe = "unsubscribe_url"
    static let postalAddress = "postal_address"
    static let confirm = "confirm_url"

    /// Variables that every contact has.
    private static let given = [unsubscribe, postalAddress, confirm, "contact.id", "contact.email"]
    private static let owner = ["name", "email"].map { "owner.\($0)" }
    /// Roots whose fields need no declaration.
    private static let open = ["event."]
    private static let roots = ["contact", "company", "owner", "event"]

    func contains(_ name: String) -> Bool {
        Self.roots.contains(name) || Self.open.contains { name.hasPrefix($0) && name != $0 } || closed.contains(name)
    }

    /// Whether it can be blank for some contact. Without a default the e-mail would not be sent to that contact.
    func mayBeBlank(_ name: String) -> Bool {
        !Self.given.contains(name) && contains(name) && !Self.roots.contains(name)
    }

    /// Whether its values hold only letters and digits, so that they can stand in a URL as they are.
    func isPlain(_ name: String) -> Bool {
        let reference = PropertyReference(parsing: name)
        let property = (reference.subject == .company ? properties.company : properties.contact)[reference.name]
        return name == "contact.id" || [.number, .boolean].contains(property?.type)
    }

    /// Every known name that can be listed.
    var closed: [String] {
        Self.given + Self.owner + properties.contact.keys.sorted().map { "contact.\($0)" }
            + properties.company.keys.sorted().map { "company.\($0)" }
    }
}
