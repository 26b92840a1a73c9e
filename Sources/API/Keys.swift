import Foundation

/// The keys that open a door, and how a request shows one.
struct Keys: Sendable {
    let keys: [String]

    /// Whether one of the texts is a key. Absent ones are skipped; a wrong one beside a right one does no harm.
    func know(anyOf shown: [String?]) -> Bool { shown.contains { $0.map(isKnown) ?? false } }

    /// Takes as long for a key that is nearly right as for one that is not.
    private func isKnown(_ shown: String) -> Bool {
        keys.reduce(false) { found, key in Self.areEqual(key, shown) || found }
    }

    private static func areEqual(_ key: String, _ shown: String) -> Bool {
        let (key, shown) = (Array(key.utf8), Array(shown.utf8))
        guard key.count == shown.count, !key.isEmpty else { return false }
        return zip(key, shown).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }

    /// The token of Bearer authentication (RFC 6750); nil for anything else.
    static func bearer(inAuthorization header: String?) -> String? {
        guard let header, header.lowercased().hasPrefix("bearer ") else { return nil }
        return header.dropFirst(7).trimmingCharacters(in: .whitespaces)
    }

    /// The user name of Basic authentication (RFC 7617); nil for anything else.
    static func userName(inAuthorization header: String?) -> String? {
        guard let header, header.lowercased().hasPrefix("basic "),
            let decoded = Data(base64Encoded: header.dropFirst(6).trimmingCharacters(in: .whitespaces)),
            let credentials = String(data: decoded, encoding: .utf8)
        else { return nil }
        return credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init)
    }
}
