/// The kind of value that a property holds.
package enum PropertyType: String, CaseIterable, Codable, Hashable, Sendable {
    case text
    case number
    case boolean
    /// A calendar day.
    case date
    /// A moment, to the second or finer.
    case instant
    /// One of a list of options, which may be ordered.
    case choice
    /// Several texts, such as tags.
    case texts
}

/// Whether a property belongs to the contact or to its company.
package enum PropertySubject: String, Codable, Hashable, Sendable {
    case contact
    case company
}

/// The name of one property of one subject, written `country` or `company.employees`.
package struct PropertyReference: Hashable, Sendable {
    package let subject: PropertySubject
    package let name: String

    package init(_ name: String, of subject: PropertySubject = .contact) {
        self.subject = subject
        self.name = name
    }

    /// Reads `country`, `contact.country` or `company.employees`.
    package init(parsing text: String) {
        if text.hasPrefix("company.") {
            self.init(String(text.dropFirst("company.".count)), of: .company)
        } else if text.hasPrefix("contact.") {
            self.init(String(text.dropFirst("contact.".count)))
        } else {
            self.init(text)
        }
    }

    package static let timeZone = PropertyReference("time_zone")
    package static let lifecycleStage = PropertyReference("lifecycle_stage")
}

extension PropertyReference: CustomStringConvertible {
    package var description: String { subject == .company ? "company.\(name)" : name }
}

extension PropertyReference: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(parsing: try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(description)
    }
}

/// A property that the workspace knows: a typed column, or a value declared in `properties.yaml`.
package struct PropertyDefinition: Codable, Hashable, Sendable {
    package var name: String
    package var type: PropertyType
    /// The allowed values of a choice, in their order.
    package var options: [String]
    /// Whether the order of the options means something, so that `at_least` can compare them.
    package var isOrdered: Bool
    /// The name that people see.
    package var label: String?
    /// Other names that senders use for it.
    package var called: [String]
    /// Whether it has a column of its own; other properties are stored in the `properties` column.
    package var isColumn: Bool

    package init(
        _ name: String,
        _ type: PropertyType = .text,
        options: [String] = [],
        isOrdered: Bool = false,
        label: String? = nil,
        called: [String] = [],
        isColumn: Bool = false
    ) {
        self.name = name
        self.type = type
        self.options = options
        self.isOrdered = isOrdered
        self.label = label
        self.called = called
        self.isColumn = isColumn
    }
}

/// Every property a filter, a change or an e-mail may name.
package struct PropertySchema: Codable, Hashable, Sendable {
    package var contact: [String: PropertyDefinition]
    package var company: [String: PropertyDefinition]

    package init(contact: [PropertyDefinition] = [], company: [PropertyDefinition] = []) {
        self.contact = Dictionary(contact.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.company = Dictionary(company.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(_ reference: PropertyReference) -> PropertyDefinition? {
        switch reference.subject {
        case .contact: contact[reference.name]
        case .company: company[reference.name]
        }
    }

    /// Adds a declared property, or replaces the one of the same name.
    package mutating func declare(_ property: PropertyDefinition, of subject: PropertySubject) {
        switch subject {
        case .contact: contact[property.name] = property
        case .company: company[property.name] = property
        }
    }

    /// Every name as people write it, sorted.
    package var names: [String] {
        (contact.keys.map(\.self) + company.keys.map { "company.\($0)" }).sorted()
    }
}
