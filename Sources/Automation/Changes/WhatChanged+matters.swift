import Foundation

extension WhatChanged {
    /// Everything the change is about.
    ///
    /// - Parameter looksInside: whether to read this event's own data, because a workflow asks about only some
    ///   occurrences.
    func matters(looksInside: (_ event: String) -> Bool) -> [Matter] {
        switch kind {
        case .created, .merged: [.newContact]
        case .updated: names.map { .property($0) } + (names.contains("company") ? [.otherCompany] : [])
        case .company: names.map { .companyProperty($0.withoutCompany) }
        case .event: [.event(nil)] + names.flatMap { [.event($0)] + (looksInside($0) ? occurrences(of: $0) : []) }
        case .listJoined: names.map { .joined(list: $0) }
        case .listLeft: names.map { .left(list: $0) }
        case .walk: names.map { .walk(workflow: $0) }
        case .time: names.map { .time(workflow: $0) }
        case .asked: names.map { .asked(workflow: $0) }
        case .consent: []
        }
    }

    private func occurrences(of event: String) -> [Matter] {
        guard let data, let fields = try? JSONDecoder().decode([String: FieldText].self, from: Data(data.utf8)) else {
            return [.unclearOccurrence(of: event, field: nil)]
        }
        return fields.compactMap { field, text in
            switch text {
            case .plain(let text): .occurrence(of: event, field: field, text: text)
            case .unclear: .unclearOccurrence(of: event, field: field)
            case .blank: nil
            }
        }
    }
}

/// The text of an event's field, as far as it can be compared without the database.
private enum FieldText: Decodable {
    case plain(String)
    case unclear
    case blank

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .blank
        } else {
            self = (try? value.decode(String.self).plainLowercase).map { .plain($0) } ?? .unclear
        }
    }
}
