/// An address that mail can be sent to: ASCII only, its domain in lower case and punycode.
///
/// Accepts the dot-atom form of RFC 5321 within its length limits. It refuses quoted local parts, comments and address
/// literals: no person has such an address, and each of them is a way around a check.
package struct EmailAddress: Hashable, Sendable {
    package let localPart: String
    package let domain: String

    /// - Throws: `AddressFailure`, which says what is wrong without repeating the text.
    package init(_ text: String) throws(AddressFailure) {
        guard !text.unicodeScalars.contains(where: \.isForbiddenInHeader) else { throw .controlCharacter }
        guard let at = text.lastIndex(of: "@") else { throw .noAtSign }
        localPart = try Self.localPart(String(text[..<at]))
        domain = try DomainName(String(text[text.index(after: at)...])).ascii
        guard localPart.utf8.count + domain.utf8.count < Self.bytesMax else { throw .tooLong }
    }

    private static func localPart(_ text: String) throws(AddressFailure) -> String {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { throw .nonASCIILocalPart }
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(isAtomByte),
            !text.hasPrefix("."), !text.hasSuffix("."), !text.contains("..")
        else { throw .malformedLocalPart }
        return text
    }

    /// RFC 5322 `atext`, and the dots between.
    private static func isAtomByte(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || atomSigns[Int(byte)]
    }

    /// A table, because it is consulted for every byte of every address.
    private static let atomSigns = (0..<256).map { "!#$%&'*+-/=?^_`{|}~.".utf8.contains(UInt8($0)) }

    /// RFC 5321 §4.5.3.1.3 allows 256 bytes, including the angle brackets.
    private static let bytesMax = 254
}

/// Why a text is not an address. It never contains the text, which is personal data.
package enum AddressFailure: Error, Hashable, Sendable {
    case controlCharacter
    case noAtSign
    /// Would need SMTPUTF8 (RFC 6531) from every server on the way.
    case nonASCIILocalPart
    case malformedLocalPart
    case malformedDomain
    case tooLong
    case unclosedBracket

    package var explanation: String {
        switch self {
        case .controlCharacter: "the address contains a control character"
        case .noAtSign: "the address has no @"
        case .nonASCIILocalPart: "the part before the @ is not ASCII, which most mail servers cannot deliver"
        case .malformedLocalPart: "the part before the @ is malformed"
        case .malformedDomain: "the part after the @ is not a domain name"
        case .tooLong: "the address is longer than 254 bytes"
        case .unclosedBracket: "the angle brackets do not match"
        }
    }
}

extension EmailAddress: CustomStringConvertible {
    package var description: String { "\(localPart)@\(domain)" }
}

extension EmailAddress: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
