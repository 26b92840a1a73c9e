import Foundation

/// A host name as it is sent: lower-case letters, digits and hyphens, with other scripts in punycode (RFC 5891).
package struct DomainName: Hashable, Sendable {
    package let ascii: String

    /// Requires two labels or more, each of at most 63 bytes, and at most 253 in all.
    package init(_ text: String) throws(AddressFailure) {
        let labels = Self.normalized(text).split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2 else { throw .malformedDomain }
        var encoded: [String] = []
        for label in labels { encoded.append(try Self.encoded(label)) }
        ascii = encoded.joined(separator: ".")
        guard ascii.utf8.count <= 253 else { throw .malformedDomain }
    }

    /// Folds compatibility forms and case, and turns the full stops of other scripts into dots (UTS 46).
    private static func normalized(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        let dotted = String(text.map { "\u{3002}\u{FF0E}\u{FF61}".contains($0) ? "." : $0 })
        return dotted.precomposedStringWithCompatibilityMapping.lowercased().precomposedStringWithCanonicalMapping
    }

    private static func encoded(_ label: Substring) throws(AddressFailure) -> String {
        guard label.unicodeScalars.allSatisfy(isAllowed), !label.hasPrefix("-"), !label.hasSuffix("-") else {
            throw .malformedDomain
        }
        let isASCII = label.utf8.allSatisfy { $0 < 0x80 }
        guard let encoded = isASCII ? String(label) : Punycode.encode(label).map({ "xn--\($0)" }),
            (1...63).contains(encoded.utf8.count)
        else { throw .malformedDomain }
        return encoded
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return UInt8(scalar.value).isASCIILetterOrDigit || scalar == "-" }
        let properties = scalar.properties
        return properties.isAlphabetic || properties.numericType != nil
            || properties.canonicalCombiningClass != .notReordered
            || properties.generalCategory == .nonspacingMark || scalar == "\u{200C}" || scalar == "\u{200D}"
    }
}

extension UInt8 {
    package var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
