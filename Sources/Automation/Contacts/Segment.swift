/// A named filter. Its members are the contacts who match it now.
package struct Segment: Codable, Hashable, Sendable {
    package var name: String
    package var description: String?
    package var filter: Filter

    package init(_ name: String, description: String? = nil, _ filter: Filter) {
        self.name = name
        self.description = description
        self.filter = filter
    }
}

/// A static list: the contacts who were put on it.
package struct ListDefinition: Codable, Hashable, Sendable {
    package var name: String
    package var description: String?

    package init(_ name: String, description: String? = nil) {
        self.name = name
        self.description = description
    }
}
