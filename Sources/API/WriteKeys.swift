import Foundation

/// The keys that may send messages, and how a request shows one.
struct WriteKeys: Sendable {
    let keys: [String]

    /// Throws unless one of the texts is a key. Absent ones are skipped; a wrong one beside a right one does no harm.
    func require(anyOf shown: String?...) throws(Problem) {
        guard shown.contains(where: { $0.map(isKnown) ?? false }) else { throw .unknownWriteKey }
    }

    /// Takes as long for a key that is nearly right as for one that is not.
    private func isKnown(_ shown: String) -> Bool {
        keys.reduce(false) { found, key in Self.areEqual(key, shown) || found }
    }

    private static func areEqual(_ key: String, _ shown: String) -> Bool {
        let (key, shown) = (Array(key.utf8), Array(shown.utf8))
        guard key.count == shown.count, !key.isEmpty else { return false }
        return zip(key, shown).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }

    /// The user name of Basic authentication (RFC 7617); nil for anything else.
    static func key(inAuthorization header: String?) -> String? {
        guard let header, header.lowercased().hasPrefix("basic "),
            let decoded = Data(base64Encoded: header.dropFirst(6).trimmingCharacters(in: .whitespaces)),
            let credentials = String(data: decoded, encoding: .utf8)
        else { return nil }
        return credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init)
    }
}
