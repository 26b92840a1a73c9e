/// A new value for one property, or none.
///
/// A lifecycle stage only moves forward, unless it was cleared before.
package enum Change: Hashable, Sendable {
    case assign(PropertyReference, PropertyValue)
    case clear(PropertyReference)

    package var property: PropertyReference {
        switch self {
        case .assign(let property, _), .clear(let property): property
        }
    }
}

/// A step's action inside the database, in the transaction that advances the enrollment.
package enum Effect: Hashable, Sendable {
    /// Changes properties, in this order.
    case set([Change])
    case addToList(String)
    case removeFromList(String)
}

/// In JSON: `{"property": "nurturing", "value": "yes"}`; a change without a value clears.
extension Change: Codable {
    private enum CodingKeys: String, CodingKey { case property, value }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let property = try container.decode(PropertyReference.self, forKey: .property)
        let value = try container.decodeIfPresent(PropertyValue.self, forKey: .value)
        self = value.map { .assign(property, $0) } ?? .clear(property)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(property, forKey: .property)
        if case .assign(_, let value) = self { try container.encode(value, forKey: .value) }
    }
}

/// In JSON, one key that names the effect: `{"add_to_list": "customers"}`.
extension Effect: Codable {
    private enum CodingKeys: String, CodingKey {
        case set
        case addToList = "add_to_list"
        case removeFromList = "remove_from_list"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.onlyKey() {
        case .set: self = .set(try container.decode([Change].self, forKey: .set))
        case .addToList: self = .addToList(try container.decode(String.self, forKey: .addToList))
        case .removeFromList: self = .removeFromList(try container.decode(String.self, forKey: .removeFromList))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .set(let changes): try container.encode(changes, forKey: .set)
        case .addToList(let name): try container.encode(name, forKey: .addToList)
        case .removeFromList(let name): try container.encode(name, forKey: .removeFromList)
        }
    }
}
