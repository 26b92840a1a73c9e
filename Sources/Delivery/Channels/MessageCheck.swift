import Automation

/// The checks of every channel before a message leaves.
struct MessageCheck: Sendable {
    let bytesMax: Int

    /// Why the message must not leave; `nil` if it may.
    func refusal(of message: OutgoingMessage) -> Refusal? {
        if message.bytes.count > bytesMax {
            return Refusal(
                code: "5.3.4",
                explanation: "the message is larger than \(bytesMax) bytes",
                concern: .message
            )
        }
        if Self.hasLooseLineEnd(message.bytes) {
            return Refusal(
                code: "5.6.0",
                explanation: "the message has a NUL or a line end that is not CRLF",
                concern: .message
            )
        }
        return nil
    }

    /// A bare CR or LF before a dot can smuggle a second message past a relay (CVE-2023-51764).
    private static func hasLooseLineEnd(_ bytes: [UInt8]) -> Bool {
        var previous: UInt8 = 0x20
        for byte in bytes {
            if byte == 0 || (byte == 0x0A) != (previous == 0x0D) { return true }
            previous = byte
        }
        return previous == 0x0D
    }
}
