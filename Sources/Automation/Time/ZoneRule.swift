package import Foundation

/// Which clock counts: `contact`, `workspace`, or a named zone such as `Europe/Paris`.
package enum ZoneRule: WrittenAsText {
    /// The contact's own zone, or the workspace's when the contact has none.
    case contact
    case workspace
    case named(TimeZone)

    package init(parsing text: String) throws(UnreadableTime) {
        switch text {
        case "contact": self = .contact
        case "workspace": self = .workspace
        default: self = .named(try Self.zone(named: text))
        }
    }

    package func zone(contact: TimeZone?, workspace: TimeZone) -> TimeZone {
        switch self {
        case .contact: contact ?? workspace
        case .workspace: workspace
        case .named(let zone): zone
        }
    }

    package var description: String {
        switch self {
        case .contact: "contact"
        case .workspace: "workspace"
        case .named(let zone): zone.identifier
        }
    }

    private static func zone(named text: String) throws(UnreadableTime) -> TimeZone {
        do {
            return try Zones.named(text)
        } catch {
            guard let rule = Spelling.closest(to: text, among: ["contact", "workspace"]) else { throw error }
            throw UnreadableTime(text, isNot: "a time zone", suggestion: rule)
        }
    }
}
