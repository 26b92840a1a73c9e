package import Automation
package import Postgres
import Store

/// The effects of steps inside the database. They apply to a whole group of enrollments, in the caller's transaction.
///
/// The history says for each effect what it did: "set" where a value changes, "kept" where the contact has it already.
/// The line is written before the change, so that on the timeline it stands before what it causes.
package struct Effects: Sendable {
    private let effects: [Effect]
    private let isExit: Bool

    /// - Parameter onExit: they belong to leaving the workflow, and to none of its steps.
    package init(_ effects: [Effect], onExit: Bool = false) { (self.effects, isExit) = (effects, onExit) }

    package func apply(to walkers: [Walker], on connection: Connection) async throws {
        guard !walkers.isEmpty else { return }
        let contacts = walkers.map(\.contact)
        for effect in effects {
            switch effect {
            case .set(let changes):
                for round in changes.rounds { try await set(round, of: walkers, on: connection) }
            case .addToList(let list):
                let added = Set(try await connection.run(AddToList(list, contacts)))
                try await note(.listed, list, for: added, otherwise: "on \(list)", of: walkers, on: connection)
            case .removeFromList(let list):
                let removed = Set(try await connection.run(RemoveFromList(list, contacts)))
                try await note(.unlisted, list, for: removed, otherwise: "off \(list)", of: walkers, on: connection)
            }
        }
    }

    /// Of one round: no property twice.
    private func set(_ round: [Change], of walkers: [Walker], on connection: Connection) async throws {
        let contacts = walkers.map(\.contact)
        let own = round.filter { $0.property.subject == .contact }.valuesByName
        let companys = round.filter { $0.property.subject == .company }.valuesByName
        var moving: [ContactID: Set<PropertyReference>] = [:]
        if !own.isEmpty {
            for moved in try await connection.run(ValuesToMove(own, of: .contact, among: contacts)) {
                moving[moved.contact, default: []].insert(PropertyReference(moved.name))
            }
        }
        if !companys.isEmpty {
            for moved in try await connection.run(ValuesToMove(companys, of: .company, among: contacts)) {
                moving[moved.contact, default: []].insert(PropertyReference(moved.name, of: .company))
            }
        }
        let properties = round.map(\.property)
        let lines = walkers.flatMap { walker in
            let moved = moving[walker.contact] ?? []
            return [
                line(.set, properties.filter(moved.contains), of: walker),
                line(.kept, properties.filter { !moved.contains($0) }, of: walker),
            ].compactMap(\.self)
        }
        _ = try await connection.run(NoteHistory(lines))
        if !own.isEmpty { _ = try await connection.run(SetProperties(own, of: contacts)) }
        if !companys.isEmpty { _ = try await connection.run(SetCompanyProperties(companys, of: contacts)) }
    }

    /// Names properties, never their values.
    private func line(_ what: HistoryLine.What, _ properties: [PropertyReference], of walker: Walker) -> HistoryLine? {
        properties.isEmpty ? nil : line(what, properties.map(\.description).joined(separator: ", "), of: walker)
    }

    private func note(
        _ what: HistoryLine.What,
        _ list: String,
        for moved: Set<ContactID>,
        otherwise kept: String,
        of walkers: [Walker],
        on connection: Connection
    ) async throws {
        let lines = walkers.map { walker in
            moved.contains(walker.contact) ? line(what, list, of: walker) : line(.kept, kept, of: walker)
        }
        _ = try await connection.run(NoteHistory(lines))
    }

    private func line(_ what: HistoryLine.What, _ detail: String, of walker: Walker) -> HistoryLine {
        isExit ? walker.lineOnExit(what, detail) : walker.line(what, detail)
    }
}

extension [Change] {
    /// Changes of different properties go together; a second change of the same one (cleared, then set) comes after.
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
