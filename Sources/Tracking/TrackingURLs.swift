/// The URLs of a message's links: paths of the API process that end in a signed token.
package struct TrackingURLs: Sendable {
    private let base: String
    private let keyring: Keyring

    /// - Parameter base: the public scheme and host of the API, such as `https://t.example.com`.
    package init(base: String, keyring: Keyring) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        self.keyring = keyring
    }

    package func click(delivery: Int64, link: Int) -> String {
        "\(base)/c/\(keyring.sign(.click(delivery: delivery, link: link)))"
    }

    package func open(delivery: Int64) -> String {
        "\(base)/o/\(keyring.sign(.open(delivery: delivery)))"
    }

    /// GET shows a page with a button, POST confirms that the contact agrees to the topic.
    package func confirm(contact: Int64, topic: String) -> String {
        "\(base)/u/\(keyring.sign(.confirm(contact: contact, topic: topic)))"
    }

    /// One URL for both uses: GET shows the contact's choices, POST unsubscribes in one click (RFC 8058).
    package func unsubscribe(contact: Int64, topic: String?) -> String {
        "\(base)/u/\(keyring.sign(.unsubscribe(contact: contact, topic: topic)))"
    }
}
