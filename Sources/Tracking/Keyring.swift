import Crypto
import Foundation

/// Signs the links of outgoing messages and recognizes them when they come back.
///
/// A token is `base64url(version, key id, payload, tag)`. The tag is the first 128 bits of HMAC-SHA256 over everything
/// before it. The first secret signs and all of them verify. To replace a secret, put the new one in front and keep the
/// old one for as long as its messages may be read: indefinitely, if unsubscribe links must continue to work.
package struct Keyring: Sendable {
    private let keys: [SigningKey]

    /// - Parameter secrets: at least one, each of 32 bytes or more, the signing one first.
    package init(secrets: [String]) throws(KeyringFailure) {
        guard !secrets.isEmpty else { throw .noSecret }
        if let weak = secrets.firstIndex(where: { $0.utf8.count < SigningKey.secretBytesMin }) {
            throw .secretTooShort(position: weak + 1)
        }
        keys = secrets.map(SigningKey.init)
    }

    /// A token for a URL path or a local part: only letters, digits, `-` and `_`; 35 to 123 characters.
    package func sign(_ token: TrackingToken) -> String {
        let signed = [Self.version, keys[0].id] + token.bytes
        return Base64URL.encode(signed + keys[0].tag(for: signed))
    }

    /// The meaning of a token; `nil` if it was forged, cut, made with an unknown secret or by another version.
    package func verify(_ text: String) -> TrackingToken? {
        guard let bytes = Base64URL.decode(text), bytes.count > 2 + SigningKey.tagByteCount else { return nil }
        let signed = Array(bytes.dropLast(SigningKey.tagByteCount))
        let tag = Array(bytes.suffix(SigningKey.tagByteCount))
        guard signed[0] == Self.version else { return nil }
        guard keys.contains(where: { $0.id == signed[1] && $0.hasMade(tag, for: signed) }) else { return nil }
        return TrackingToken(bytes: signed.dropFirst(2))
    }

    private static let version: UInt8 = 1
}

/// Why a list of secrets is not a keyring. It never contains a secret.
package enum KeyringFailure: Error, Equatable {
    case noSecret
    /// Counted from 1.
    case secretTooShort(position: Int)

    package var explanation: String {
        switch self {
        case .noSecret: "at least one tracking secret is needed"
        case .secretTooShort(let position):
            "tracking secret \(position) is shorter than \(SigningKey.secretBytesMin) bytes"
        }
    }
}
