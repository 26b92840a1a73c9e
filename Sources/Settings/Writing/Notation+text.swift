import Foundation

extension Notation<String> {
    /// Anything on one line.
    static let line = Notation(
        expectation: "one line of text",
        read: { $0.contains(where: \.isNewline) ? nil : $0 },
        write: \.self
    )

    /// One line that is not blank.
    static let words = Notation(
        expectation: "a line of text that is not empty",
        read: { $0.allSatisfy(\.isWhitespace) || $0.contains(where: \.isNewline) ? nil : $0 },
        write: \.self
    )

    static let address = Notation(
        expectation: "an e-mail address",
        read: { Sender.isAddress($0) ? $0 : nil },
        write: \.self
    )
}

extension Notation<Secret> {
    static let secret = Notation(
        expectation: "one line of text",
        isSecret: true,
        read: { $0.contains(where: \.isNewline) ? nil : Secret($0) },
        write: \.value
    )

    /// A key for requests that enqueue jobs: too long to be guessed.
    static let jobKey = Notation(
        expectation: "a key of at least \(Limits.jobKeyBytesMin) characters without spaces",
        isSecret: true,
        read: { text in
            text.utf8.count >= Limits.jobKeyBytesMin && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
                ? Secret(text) : nil
        },
        write: \.value
    )

    /// A user name in Basic authentication (RFC 7617 §2), which ends at the first colon.
    static let writeKey = Notation(
        expectation: "a key without spaces or colons",
        isSecret: true,
        read: { $0.isEmpty || $0.contains { $0.isWhitespace || $0 == ":" } ? nil : Secret($0) },
        write: \.value
    )
}

extension Notation<QueueShare> {
    static let queueShare = Notation(
        expectation: "queue=number, such as email=50",
        read: { QueueShare($0) },
        write: \.description
    )
}

extension Notation<TrackingSecret> {
    static let trackingSecret = Notation(
        expectation: "id:secret, the secret of at least \(Limits.trackingSecretBytesMin) bytes",
        isSecret: true,
        read: { TrackingSecret($0) },
        write: { "\($0.id):\($0.secret.value)" }
    )
}

extension Notation<Sender> {
    static let sender = Notation(
        expectation: "a sender, such as \"Example <hello@example.com>\"",
        read: { Sender($0) },
        write: \.description
    )
}

extension Notation<TimeZone> {
    static let timeZone = Notation(
        expectation: "a time zone, such as \"Europe/Paris\"",
        read: { TimeZone.knownTimeZoneIdentifiers.contains($0) || $0 == "UTC" ? TimeZone(identifier: $0) : nil },
        write: { $0.identifier == "GMT" ? "UTC" : $0.identifier }
    )
}

extension Notation<URL> {
    static let webAddress = Notation(
        expectation: "a web address that begins with https:// and has no query, such as \"https://mail.example.com\"",
        read: { text in
            let address = URL(string: text.hasSuffix("/") ? String(text.dropLast()) : text)
            guard let address, let host = address.host(), !host.isEmpty else { return nil }
            guard address.query() == nil, address.fragment() == nil else { return nil }
            let isHere = ["localhost", "127.0.0.1"].contains(host) && address.port != nil
            return address.scheme == "https" || (address.scheme == "http" && isHere) ? address : nil
        },
        write: \.absoluteString
    )
}
