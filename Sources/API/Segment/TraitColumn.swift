import Automation
import Foundation

/// The columns of `crm.contacts` that a trait can set, by all the names senders use for them.
enum TraitColumn: String, CaseIterable, Sendable {
    case firstName = "first_name"
    case lastName = "last_name"
    case phone, country, region, city, language
    case timeZone = "time_zone"
    case lifecycleStage = "lifecycle_stage"
    case leadStatus = "lead_status"
    case originalSource = "original_source"
    case score

    static func named(_ name: String) -> TraitColumn? { TraitColumn(rawValue: name) ?? synonyms[name] }

    private static let synonyms: [String: TraitColumn] = [
        "firstName": .firstName, "firstname": .firstName, "lastName": .lastName, "lastname": .lastName,
        "timezone": .timeZone, "timeZone": .timeZone, "locale": .language, "state": .region,
        "lifecycleStage": .lifecycleStage, "leadStatus": .leadStatus, "originalSource": .originalSource,
    ]

    /// The value as the column holds it; null for a blank one.
    func value(of field: Field) throws(Problem) -> JSON {
        guard let text = try field.text() else { return .null }
        switch self {
        case .country: return .text(text.asCountry)
        case .language: return .text(text.replacing("_", with: "-"))
        case .timeZone: return .text(try Self.zone(text, field))
        case .lifecycleStage: return .text(try Self.stage(text, field))
        case .score: return .number(String(try Self.wholeNumber(text, field)))
        case .firstName, .lastName, .phone, .region, .city, .leadStatus, .originalSource: return .text(text)
        }
    }

    private static func zone(_ text: String, _ field: Field) throws(Problem) -> String {
        guard TimeZone(identifier: text) != nil else { throw field.problem("not an IANA time zone") }
        return text
    }

    private static func stage(_ text: String, _ field: Field) throws(Problem) -> String {
        guard let stage = LifecycleStage(rawValue: text.lowercased()) else {
            throw field.problem("not one of \(LifecycleStage.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return stage.rawValue
    }

    static func wholeNumber(_ text: String, _ field: Field) throws(Problem) -> Int32 {
        guard let number = Int32(text) else { throw field.problem("not a whole number") }
        return number
    }
}

extension String {
    /// Two letters are an ISO 3166 code; anything else is kept as it is.
    var asCountry: String { utf8.count == 2 ? uppercased() : self }
}
