package import Foundation

extension Settings {
    /// The sender, and what every message says about the sender.
    package struct Workspace: Sendable, Equatable {
        package var timeZone = TimeZone(identifier: "Europe/Paris") ?? .gmt
        /// Empty: none. Marketing e-mail cannot be published without one.
        package var postalAddress = ""
        package var defaultSender = Sender(name: "Relance", address: "relance@relance.invalid")
        /// Never ends in a slash.
        package var publicURL = URL(string: "http://localhost:8080")!
        package var unsubscribeMailbox: String?
    }
}
