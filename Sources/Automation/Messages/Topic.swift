/// What marketing messages are about: the unit in which contacts agree and decline.
package struct Topic: Codable, Hashable, Sendable {
    package enum Consent: String, CaseIterable, Codable, Hashable, Sendable {
        /// Only contacts who agreed get it.
        case required
        /// Everyone who has not said no gets it.
        case assumed
    }

    package var name: String
    package var consent: Consent
    /// How the preference page calls it.
    package var label: String
    /// What the preference page says about it.
    package var description: String

    package init(_ name: String, consent: Consent = .required, label: String? = nil, description: String = "") {
        (self.name, self.consent, self.description) = (name, consent, description)
        self.label = label ?? name
    }

    /// Its name is part of a signed link: at most so many bytes.
    package static let nameBytesMax = 64
}
