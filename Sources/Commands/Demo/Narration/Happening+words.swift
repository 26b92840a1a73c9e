import Foundation
import Store

extension Happening {
    /// What happened and why, without the contact and the moment.
    func words(in zone: TimeZone) -> String {
        switch what {
        case .enrolled: "enters: \(reason)"
        case .notEnrolled: "does not enter: \(reason)"
        case .sent: "receives \(about): “\(reason)”"
        case .notSent: "does not receive \(about): \(reason)"
        case .postponed: "\(about) waits until \(end(in: zone)): \(reason)"
        case .waits: "waits until \(end(in: zone))"
        case .listed: "is put on the list \(reason)"
        case .unlisted: "is taken off the list \(reason)"
        case .ended: "leaves: \(reason)"
        case .unsubscribed: "unsubscribes from \(subject == "*" ? "everything" : about)"
        case .entered: "is now \(about)"
        case .did: deed
        }
    }

    var colour: Console.Colour {
        switch what {
        case .sent: .green
        case .notSent, .notEnrolled: .yellow
        case .did, .unsubscribed, .entered: .cyan
        case .postponed, .waits: .faint
        case .enrolled, .listed, .unlisted, .ended: .plain
        }
    }

    private var deed: String {
        switch detail {
        case "form_submitted": "submits the form \(about)"
        case "email_clicked": "clicks in \(about)"
        case "email_opened": "opens \(about)"
        default: "does \(reason)"
        }
    }

    private var about: String { subject ?? "" }
    private var reason: String { detail ?? "" }
    private func end(in zone: TimeZone) -> String { until.map { LocalClock(zone).text(of: $0) } ?? "" }
}
