package import Automation
package import Postgres
import Store

/// The effects of steps inside the database. They apply to a whole group of contacts, in the caller's transaction.
package struct Effects: Sendable {
    private let effects: [Effect]

    package init(_ effects: [Effect]) { self.effects = effects }

    package func apply(to contacts: [ContactID], on connection: Connection) async throws {
        guard !contacts.isEmpty else { return }
        for effect in effects {
            switch effect {
            case .set(let changes): try await set(changes, of: contacts, on: connection)
            case .addToList(let list): _ = try await connection.run(AddToList(list, contacts))
            case .removeFromList(let list): _ = try await connection.run(RemoveFromList(list, contacts))
            }
        }
    }

    /// Changes of different properties go together. A second change of the same property (cleared, then set) comes
    /// after them.
    private func set(_ changes: [Change], of contacts: [ContactID], on connection: Connection) async throws {
        for round in changes.rounds {
            let own = round.filter { $0.property.subject == .contact }
            let companys = round.filter { $0.property.subject == .company }
            if !own.isEmpty { _ = try await connection.run(SetProperties(own.valuesByName, of: contacts)) }
            if !companys.isEmpty {
                _ = try await connection.run(SetCompanyProperties(companys.valuesByName, of: contacts))
            }
        }
    }
}

extension [Change] {
    fileprivate var rounds: [[Change]] {
        var rounds: [[Change]] = [[]]
        for change in self {
            if rounds[rounds.count - 1].contains(where: { $0.property == change.property }) { rounds.append([]) }
            rounds[rounds.count - 1].append(change)
        }
        return rounds
    }

    fileprivate var valuesByName: [String: PropertyValue?] {
        var values: [String: PropertyValue?] = [:]
        for change in self {
            switch change {
            case .assign(let property, let value): values.updateValue(value, forKey: property.name)
            case .clear(let property): values.updateValue(nil, forKey: property.name)
            }
        }
        return values
    }
}

extension Effect {
    var what: HistoryLine.What {
        switch self {
        case .set: .set
        case .addToList: .listed
        case .removeFromList: .unlisted
        }
    }

    /// For the history. It names properties, never their values.
    var description: String {
        switch self {
        case .set(let changes): changes.map(\.property.description).joined(separator: ", ")
        case .addToList(let list), .removeFromList(let list): list
        }
    }
}
