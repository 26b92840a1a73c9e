/// A subject of marketing messages. Contacts agree to and decline one topic at a time.
package struct Topic: Codable, Hashable, Sendable {
    package enum Consent: String, CaseIterable, Codable, Hashable, Sendable {
        /// Only contacts who have agreed get it.
        case required
        /// Every contact who has not declined gets it.
        case assumed
    }

    package var name: String
    package var consent: Consent
    /// Its name on the preference page.
    package var label: String
    /// Its description on the preference page.
    package var description: String

    package init(_ name: String, consent: Consent = .required, label: String? = nil, description: String = "") {
        (self.name, self.consent, self.description) = (name, consent, description)
        self.label = label ?? name
    }

    /// The longest name, in bytes: it is part of a signed link.
    package static let nameBytesMax = 64
}
