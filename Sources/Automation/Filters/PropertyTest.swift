/// A question about one property of a contact or of its company.
package struct PropertyTest: Codable, Hashable, Sendable {
    package var property: PropertyReference
    package var comparison: Comparison
    /// Whether a blank value also passes. Otherwise blank does not count as different: `is_not: FR` refuses it.
    package var orUnknown: Bool

    package init(_ property: PropertyReference, _ comparison: Comparison, orUnknown: Bool = false) {
        self.property = property
        self.comparison = comparison
        self.orUnknown = orUnknown
    }

    private enum CodingKeys: String, CodingKey {
        case property
        case comparison = "value"
        case orUnknown = "or_unknown"
    }
}

/// A question about one field of an event's own data, such as the path of a viewed page.
package struct FieldTest: Codable, Hashable, Sendable {
    package var field: String
    package var comparison: Comparison
    package var orUnknown: Bool

    package init(_ field: String, _ comparison: Comparison, orUnknown: Bool = false) {
        self.field = field
        self.comparison = comparison
        self.orUnknown = orUnknown
    }

    private enum CodingKeys: String, CodingKey {
        case field
        case comparison = "value"
        case orUnknown = "or_unknown"
    }
}
