package import Foundation

/// The one place that turns names into time zones, and remembers them for a batch of contacts.
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

    /// Reads an IANA name such as `Europe/Paris`, which is what doors keep (`clock.zone_called`).
    ///
    /// `GMT+3` and `PST` are refused: an offset or an abbreviation does not say when the hands are moved, and the sign of
    /// `GMT+3` means opposite things to Foundation and to PostgreSQL.
    package static func named(_ name: String) throws(UnreadableTime) -> TimeZone {
        if name == "UTC" { return .gmt }
        guard name.contains("/"), let zone = TimeZone(identifier: name) else {
            throw UnreadableTime(name, isNot: "a time zone", suggestion: suggestion(for: name), hint: hint)
        }
        return zone
    }

    private static let hint = "write its IANA name, as in \"Europe/Paris\""

    /// `Paris` and `europe/paris` are guessed as readily as `Europe/Pariss`.
    private static func suggestion(for name: String) -> String? {
        let names = TimeZone.knownTimeZoneIdentifiers + ["UTC"]
        let city = "/" + name.lowercased().replacing(" ", with: "_")
        return names.first { $0.lowercased().hasSuffix(city) } ?? Spelling.closest(to: name, among: names)
    }
}
