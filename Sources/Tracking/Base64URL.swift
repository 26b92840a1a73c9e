import Foundation

/// RFC 4648 §5 without padding. It is strict: each value has exactly one encoding.
enum Base64URL {
    static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: Data(bytes).base64EncodedData().compactMap(urlSafe), as: UTF8.self)
    }

    /// `nil` for other characters, for padding, or for unused bits that are not zero.
    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= charactersMax, text.utf8.allSatisfy(isInAlphabet) else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let standard = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard let data = Data(base64Encoded: standard), encode(Array(data)) == text else { return nil }
        return Array(data)
    }

    /// Far longer than anything Relance signs. A longer text is refused before any work is done on it.
    private static let charactersMax = 256

    private static func urlSafe(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        case UInt8(ascii: "="): nil
        default: byte
        }
    }

    private static func isInAlphabet(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
