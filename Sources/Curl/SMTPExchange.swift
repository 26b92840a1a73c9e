import CCurl

/// Lets libcurl speak SMTP for one message.
// SAFETY: once it is submitted, only its loop's thread touches it.
final class SMTPExchange: Exchange, @unchecked Sendable {
    private let transfer: SMTPTransfer
    /// Set to nil when it is called.
    private var completion: (@Sendable (SMTPOutcome) -> Void)?
    private var conversation = SMTPConversation()
    private var position = 0
    private var triesLeft = 2

    init(_ transfer: SMTPTransfer, completion: @escaping @Sendable (SMTPOutcome) -> Void) {
        self.transfer = transfer
        self.completion = completion
    }

    func configure(_ handle: EasyHandle) {
        conversation = SMTPConversation()
        position = 0
        triesLeft -= 1
        if triesLeft == 0 { handle.set(CURLOPT_FRESH_CONNECT, to: 1) }
        transfer.server.introduce(on: handle)
        handle.set(CURLOPT_UPLOAD, to: 1)
        handle.set(CURLOPT_MAIL_FROM, to: "<\(transfer.from)>")
        handle.set(CURLOPT_MAIL_RCPT, to: ["<\(transfer.to)>"])
    }

    /// Once the body is handed over, only a reply tells whether the message was accepted, so the transfer waits for it.
    var isInterruptible: Bool { !conversation.isBodyHandedOver }

    /// Since no size is announced, libcurl asks until there is no more, and asks only when the kernel has accepted the
    /// rest. The last question therefore tells the conversation that the final dot comes next.
    func nextBytes(countMax: Int) -> ArraySlice<UInt8> {
        let bytes = transfer.message[position...].prefix(countMax)
        position += bytes.count
        if bytes.isEmpty { conversation.handOverBody() }
        return bytes
    }

    func receive(line: [UInt8]) { conversation.receive(line: line) }

    func receive(body: UnsafeRawBufferPointer) -> Bool { true }

    /// Passes on a refusal when libcurl sends QUIT, because the caller need not wait for the reply to QUIT. Any other
    /// command after a refusal is another attempt, such as the next way to authenticate.
    func sent(head: UnsafeRawBufferPointer) {
        unsafe conversation.send(command: head)
        let isLeaving = unsafe head.starts(with: "QUIT\r\n".utf8)
        if isLeaving, conversation.isRefused { complete(conversation.outcome(failure: nil, dotWasRefused: false)) }
    }

    func sent(bodyByteCount: Int) {}

    func allows(_ address: IPAddress) -> Bool { true }

    func deservesFreshConnection(after end: TransferEnd) -> Bool {
        triesLeft > 0 && !end.isSuccess && !end.openedConnection && conversation.isSilent && !end.isGivenUp
    }

    func finish(_ end: TransferEnd) {
        let failure = end.isSuccess ? nil : end.explanation
        complete(conversation.outcome(failure: failure, dotWasRefused: end.code == CURLE_SEND_ERROR))
    }

    private func complete(_ outcome: SMTPOutcome) {
        completion?(outcome)
        completion = nil
    }
}

extension TransferEnd {
    /// The deadline or the caller ended it, not the connection.
    fileprivate var isGivenUp: Bool { code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK }
}
