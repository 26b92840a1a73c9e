package import Automation

/// A way out for messages. Never throws: what happened is a value, and it says whether the message left.
///
/// Whoever implements this passes the `ChannelContract` of the tests.
package protocol Channel: Sendable {
    func deliver(_ message: OutgoingMessage) async -> Outcome
}

/// A finished message and its envelope.
package struct OutgoingMessage: Hashable, Sendable {
    /// Where bounces go.
    package let envelopeFrom: EmailAddress
    package let recipient: EmailAddress
    /// With CRLF line ends.
    package let bytes: [UInt8]
    /// The same for every attempt to deliver this message, and for no other message. At most 100 bytes.
    package let key: String
    /// For one attempt; shorter than the lease of the job.
    package let deadline: Duration

    package init(
        envelopeFrom: EmailAddress,
        recipient: EmailAddress,
        bytes: [UInt8],
        key: String,
        deadline: Duration
    ) {
        self.envelopeFrom = envelopeFrom
        self.recipient = recipient
        self.bytes = bytes
        self.key = key
        self.deadline = deadline
    }
}
