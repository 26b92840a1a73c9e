/// A key that signs tracking links, written `id:secret`. The id is for people: it names the key in a runbook or a vault
/// without showing it.
package struct TrackingSecret: Sendable, Hashable {
    package let id: String
    package let secret: Secret

    package init(id: String, secret: Secret) {
        self.id = id
        self.secret = secret
    }

    /// Nil if the id is not a short word, or if the secret is short enough to be guessed.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([A-Za-z0-9_-]{1,16}):(.+)/) else { return nil }
        guard match.output.2.utf8.count >= Limits.trackingSecretBytesMin else { return nil }
        self.init(id: String(match.output.1), secret: Secret(String(match.output.2)))
    }
}
