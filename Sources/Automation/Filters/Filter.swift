/// A condition on a contact, as a tree.
///
/// Swift only builds filters. A filter's single meaning is the SQL that the store compiles from it.
///
/// A blank value satisfies no comparison, so a negated test differs from the opposite test: `not: {country: FR}`
/// accepts an unknown country, `country: {is_not: FR}` does not.
package indirect enum Filter: Hashable, Sendable {
    /// Every part holds. Without parts, it matches everyone.
    case all([Filter])
    /// At least one part holds. Without parts, it matches no one.
    case any([Filter])
    case not(Filter)
    case property(PropertyTest)
    case stage(StageTest)
    /// The contact is a member of the static list.
    case inList(String)
    /// Matches the named segment. `resolved(with:)` replaces it by the segment's own filter.
    case segment(String)
    /// The contact is enrolled in the workflow now.
    case inWorkflow(String)
    case event(EventTest)
}

extension Filter {
    /// Holds for every contact, so it starts to hold when a contact is created.
    package static let everyone = Filter.all([])

    /// The parts of a composed filter; a leaf has none.
    package var parts: [Filter] {
        switch self {
        case .all(let parts), .any(let parts): parts
        case .not(let part): [part]
        case .property, .stage, .inList, .segment, .inWorkflow, .event: []
        }
    }

    /// Whether the answer can change with time alone, without an event or a write.
    package var isTimeDependent: Bool {
        switch self {
        case .property(let test): test.comparison.isTimeDependent
        // An occurrence dated in the future counts from its moment on.
        case .event: true
        case .all, .any, .not: parts.contains(where: \.isTimeDependent)
        case .stage, .inList, .segment, .inWorkflow: false
        }
    }

    /// Whether it asks about the enrollment that evaluates it. Outside an enrollment such a filter has no answer.
    package var asksAboutEnrollment: Bool {
        if case .event(let test) = self { return test.since == .enrollment }
        return parts.contains(where: \.asksAboutEnrollment)
    }

    /// How many nodes the tree has.
    package var size: Int { parts.reduce(1) { $0 + $1.size } }

    /// The greatest depth of nested nodes.
    package var depth: Int { 1 + (parts.map(\.depth).max() ?? 0) }
}

/// In JSON, one key that names the kind: `{"all": [{"in_list": "customers"}, …]}`.
extension Filter: Codable {
    private enum CodingKeys: String, CodingKey {
        case all, any, not, property, stage, segment, event
        case inList = "in_list"
        case inWorkflow = "in_workflow"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.onlyKey() {
        case .all: self = .all(try container.decode([Filter].self, forKey: .all))
        case .any: self = .any(try container.decode([Filter].self, forKey: .any))
        case .not: self = .not(try container.decode(Filter.self, forKey: .not))
        case .property: self = .property(try container.decode(PropertyTest.self, forKey: .property))
        case .stage: self = .stage(try container.decode(StageTest.self, forKey: .stage))
        case .inList: self = .inList(try container.decode(String.self, forKey: .inList))
        case .segment: self = .segment(try container.decode(String.self, forKey: .segment))
        case .inWorkflow: self = .inWorkflow(try container.decode(String.self, forKey: .inWorkflow))
        case .event: self = .event(try container.decode(EventTest.self, forKey: .event))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .all(let parts): try container.encode(parts, forKey: .all)
        case .any(let parts): try container.encode(parts, forKey: .any)
        case .not(let part): try container.encode(part, forKey: .not)
        case .property(let test): try container.encode(test, forKey: .property)
        case .stage(let test): try container.encode(test, forKey: .stage)
        case .inList(let name): try container.encode(name, forKey: .inList)
        case .segment(let name): try container.encode(name, forKey: .segment)
        case .inWorkflow(let name): try container.encode(name, forKey: .inWorkflow)
        case .event(let test): try container.encode(test, forKey: .event)
        }
    }
}
