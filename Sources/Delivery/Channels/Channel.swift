package import Automation

/// A way out for messages. It never throws: the result is a value that says whether the message left.
///
/// Every implementation must pass the `ChannelContract` of the tests.
package protocol Channel: Sendable {
    func deliver(_ message: OutgoingMessage) async -> Outcome
}

/// A finished message and its envelope.
package struct OutgoingMessage: Hashable, Sendable {
    /// The address for bounces.
    package let envelopeFrom: EmailAddress
    package let recipient: EmailAddress
    /// With CRLF line ends.
    package let bytes: [UInt8]
    /// The same for every attempt to deliver this message, and different for every other message. At most 100 bytes.
    package let key: String
    /// The time for one attempt; shorter than the lease of the job.
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
