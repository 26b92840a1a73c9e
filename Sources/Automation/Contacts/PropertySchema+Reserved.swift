extension PropertySchema {
    /// Whether no declared property, and nothing that a sender brings, may have this name: wherever one JSON object tells
    /// of a contact or a company, it is what Relance itself says of them.
    package static func isReserved(_ property: PropertyReference) -> Bool {
        standard[property] != nil || reserved(of: property.subject).contains(property.name)
    }

    /// Names beside the standard properties: columns that no file reads or sets, and what they refer to.
    private static func reserved(of subject: PropertySubject) -> Set<String> {
        switch subject {
        case .contact: ["id", "updated_at", "company", "company_id", "owner_id", "properties"]
        case .company: ["id", "created_at", "external_id", "properties"]
        }
    }
}
