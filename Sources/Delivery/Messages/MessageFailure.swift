/// Why a message cannot be built. Names the header, never its value.
package enum MessageFailure: Error, Hashable, Sendable {
    /// CR, LF, NUL or another control character. It is refused, because removing it would send a text that no one
    /// wrote.
    case controlCharacter(header: String)
    /// A value that cannot be broken does not fit on a line of 998 bytes (RFC 5322 §2.1.1).
    case headerTooLong(String)
    /// An identifier or URL has a character that its header cannot hold.
    case malformedHeader(String)
    case malformedBoundary

    package var explanation: String {
        switch self {
        case .controlCharacter(let header): "the header \(header) would contain a control character"
        case .headerTooLong(let header): "the header \(header) is too long"
        case .malformedHeader(let header): "the header \(header) is malformed"
        case .malformedBoundary: "the boundary is not made of 1 to 60 letters, digits, - and _"
        }
    }
}
