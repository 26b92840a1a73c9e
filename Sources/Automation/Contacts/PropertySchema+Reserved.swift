extension PropertySchema {
    /// Whether neither a declared property nor a sender's field may have this name. Where one JSON object describes a
    /// contact or a company, the name carries what Relance itself says.
    package static func isReserved(_ property: PropertyReference) -> Bool {
        standard[property] != nil || reserved(of: property.subject).contains(property.name)
    }

    /// Names besides the standard properties: columns that no file reads or sets, and the objects they refer to.
    private static func reserved(of subject: PropertySubject) -> Set<String> {
        switch subject {
        case .contact: ["id", "updated_at", "company", "company_id", "owner_id", "properties"]
        case .company: ["id", "created_at", "external_id", "properties"]
        }
    }
}
