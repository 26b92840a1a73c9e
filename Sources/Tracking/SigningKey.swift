import Crypto
import Foundation

/// One secret, ready to sign and to check.
struct SigningKey: Sendable {
    /// Distinguishes keys without revealing them. Two keys may share an id, so a verifier tries both.
    let id: UInt8
    /// The state after the key was mixed in. A copy continues with the bytes.
    private let code: HMAC<SHA256>

    static let secretBytesMin = 32
    static let tagByteCount = 16

    init(secret: String) {
        let digest = SHA256.hash(data: Array("relance tracking key id\0\(secret)".utf8))
        id = digest.first { _ in true } ?? 0
        code = HMAC(key: SymmetricKey(data: Array(secret.utf8)))
    }

    func tag(for bytes: [UInt8]) -> [UInt8] {
        var code = code
        code.update(data: bytes)
        return Array(code.finalize().prefix(Self.tagByteCount))
    }

    /// Takes the same time whether the first or the last byte differs.
    func hasMade(_ tag: [UInt8], for bytes: [UInt8]) -> Bool {
        let expected = self.tag(for: bytes)
        guard tag.count == expected.count else { return false }
        return zip(tag, expected).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }
}
