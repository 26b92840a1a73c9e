import Foundation

/// A function that a template applies to a value before it prints it: `{{url(contact.email)}}`.
package enum TextFunction: String, CaseIterable, Sendable {
    /// Encodes the value for a URL, so that any value stays one part of a path, a query or a fragment.
    case url
    case capitalized
    case lowercased
    case uppercased

    package func apply(to text: String) -> String {
        switch self {
        case .url: Self.percentEncoded(text)
        case .capitalized: text.capitalized
        case .lowercased: text.lowercased()
        case .uppercased: text.uppercased()
        }
    }

    /// All but the unreserved characters of RFC 3986 §2.3.
    private static func percentEncoded(_ text: String) -> String {
        PercentEncoding.encoded(text) { $0.isASCIILetterOrDigit || "-._~".utf8.contains($0) }
    }
}
