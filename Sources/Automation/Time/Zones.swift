package import Foundation

/// Turns names into time zones, and remembers them for a batch of contacts. No other type does.
package struct Zones: Sendable {
    private var known: [String: TimeZone?] = [:]

    package init() {}

    /// A contact's zone, or nil when it is absent or unknown: such contacts follow the workspace.
    package mutating func zone(_ name: String?) -> TimeZone? {
        guard let name else { return nil }
        if let answer = known[name] { return answer }
        let answer = try? Zones.named(name)
        known[name] = .some(answer)
        return answer
    }

    /// Reads an IANA name such as `Europe/Paris`, the form in which the database keeps zones (`clock.zone_called`).
    ///
    /// `GMT+3` and `PST` are refused. An offset or an abbreviation does not say when the clock is changed, and the sign
    /// of `GMT+3` has opposite meanings in Foundation and PostgreSQL.
    package static func named(_ name: String) throws(UnreadableTime) -> TimeZone {
        if name == "UTC" { return .gmt }
        guard name.contains("/"), let zone = TimeZone(identifier: name) else {
            throw UnreadableTime(name, isNot: "a time zone", suggestion: suggestion(for: name), hint: hint)
        }
        return zone
    }

    private static let hint = "write its IANA name, as in \"Europe/Paris\""

    /// Guesses from `Paris` and `europe/paris` as well as from `Europe/Pariss`.
    private static func suggestion(for name: String) -> String? {
        let names = TimeZone.knownTimeZoneIdentifiers + ["UTC"]
        let city = "/" + name.lowercased().replacing(" ", with: "_")
        return names.first { $0.lowercased().hasSuffix(city) } ?? Spelling.closest(to: name, among: names)
    }
}
