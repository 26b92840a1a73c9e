import CCurl

/// Lets libcurl visit a mail server. Without a sender and an upload it performs the custom request and nothing else.
// SAFETY: only its loop's thread touches it once it is submitted.
final class SMTPProbeExchange: Exchange, @unchecked Sendable {
    private let probe: SMTPProbe
    private let completion: @Sendable (SMTPProbe.Outcome) -> Void
    private var conversation = SMTPConversation()

    init(_ probe: SMTPProbe, completion: @escaping @Sendable (SMTPProbe.Outcome) -> Void) {
        self.probe = probe
        self.completion = completion
    }

    func configure(_ handle: EasyHandle) {
        conversation = SMTPConversation()
        probe.server.introduce(on: handle)
        handle.set(CURLOPT_CUSTOMREQUEST, to: "NOOP")
    }

    var isInterruptible: Bool { true }

    func nextBytes(countMax: Int) -> ArraySlice<UInt8> { [] }

    func receive(line: [UInt8]) { conversation.receive(line: line) }

    /// The reply to NOOP once more, which libcurl takes for a body.
    func receive(body: UnsafeRawBufferPointer) -> Bool { true }

    func sent(head: UnsafeRawBufferPointer) { unsafe conversation.send(command: head) }

    func sent(bodyByteCount: Int) {}

    func allows(_ address: IPAddress) -> Bool { true }

    func deservesFreshConnection(after end: TransferEnd) -> Bool { false }

    func finish(_ end: TransferEnd) {
        completion(conversation.probeOutcome(failure: end.isSuccess ? nil : end.explanation))
    }
}
