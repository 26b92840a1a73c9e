import Automation

/// Takes the parts of a message that a message needs, and notes those that cannot be taken.
struct MessageParts {
    let field: Field
    private(set) var refused: [Refusal] = []

    init(_ field: Field) { self.field = field }

    mutating func text(_ name: String) -> String? {
        do { return try field[name].plainText() } catch {
            refuse(name, error.why, field[name].value)
            return nil
        }
    }

    mutating func object(_ name: String) -> [String: JSON] {
        switch field[name].value {
        case .null: return [:]
        case .object(let members): return members
        case let other:
            refuse(name, "expected an object, found \(other.kind)", other)
            return [:]
        }
    }

    /// Notes it, too, when there is none.
    mutating func requiredText(_ name: String) -> String? {
        let before = refused.count
        let text = text(name)
        if text == nil, refused.count == before { refuse(name, "missing") }
        return text
    }

    mutating func refuse(_ name: String, _ why: String, _ value: JSON = .null) {
        refused.append(Refusal(name, why, value))
    }
}
