/// Follows the dialogue of one message, to know at the end what the server can have accepted. It is pure.
///
/// One moment matters: when libcurl asks for more of the body and there is no more. The kernel has then accepted
/// everything so far, and the final dot is written next.
struct SMTPConversation {
    private(set) var stage = SMTPStage.greeting
    private var reader = SMTPReplyReader()
    /// The reply to the latest command.
    private var reply: SMTPReply?

    /// The server sent no reply, not even a greeting: there is no server, or the connection had gone stale.
    private(set) var isSilent = true

    var isBodyHandedOver: Bool { stage == .endOfData }

    /// The server refused the latest command.
    var isRefused: Bool { reply?.isNegative == true }

    mutating func handOverBody() {
        stage = .endOfData
        reply = nil
    }

    mutating func send(command: some Collection<UInt8>) {
        guard let next = Self.stage(of: command) else { return }
        stage = next
        reply = nil
    }

    /// After a refusal libcurl sends QUIT, and the answer to that does not concern the message.
    mutating func receive(line: [UInt8]) {
        isSilent = false
        guard !isRefused else { return }
        if let complete = reader.read(line) { reply = complete }
    }

    /// - Parameter failure: libcurl's words; `nil` if it succeeded.
    /// - Parameter dotWasRefused: the kernel did not accept the final dot.
    func outcome(failure: String?, dotWasRefused: Bool) -> SMTPOutcome {
        if let reply, isRefused { return .rejected(reply, at: stage) }
        guard isBodyHandedOver else { return .notAccepted(failure ?? "the transfer ended before the message was sent") }
        if let reply, reply.code == 250 { return .accepted(reply) }
        if let failure, dotWasRefused { return .notAccepted(failure) }
        return .doubtful(failure ?? "no reply to the final dot")
    }

    /// What became of a visit without a message.
    ///
    /// - Parameter failure: what libcurl says; `nil` if it is content.
    func probeOutcome(failure: String?) -> SMTPProbe.Outcome {
        if let reply, isRefused { return .refused(reply, at: stage) }
        return failure.map { .failed($0) } ?? .welcomed(isSignedIn: stage == .authentication)
    }

    /// `nil` for a line inside an authentication dialogue.
    private static func stage(of command: some Collection<UInt8>) -> SMTPStage? {
        openings.first { command.starts(with: $0.words.utf8) }?.stage
    }

    private static let openings: [(words: String, stage: SMTPStage)] = [
        ("MAIL FROM:", .sender), ("RCPT TO:", .recipient), ("DATA\r\n", .data), ("EHLO ", .hello), ("HELO ", .hello),
        ("STARTTLS\r\n", .startTLS), ("AUTH ", .authentication),
    ]
}
