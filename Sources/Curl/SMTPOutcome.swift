/// The result of a message, as far as it is known after the transfer.
package enum SMTPOutcome: Hashable, Sendable {
    /// The server accepted the message: it answered 250 to the final dot. The fate of QUIT afterward does not matter.
    case accepted(SMTPReply)
    /// The server refused the message, at this command.
    case rejected(SMTPReply, at: SMTPStage)
    /// The transfer ended before the final dot was written, so the server cannot have accepted the message.
    case notAccepted(String)
    /// The final dot was written and no reply came, so the result is unknown.
    case doubtful(String)
}
