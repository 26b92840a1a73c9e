/// What is known about a message after its transfer, by the phase in which the transfer ended.
package enum SMTPOutcome: Hashable, Sendable {
    /// The server took the message: it answered 250 to the final dot. What happens to QUIT afterwards is no matter.
    case accepted(SMTPReply)
    /// The server said no, and to which command. It did not take the message.
    case rejected(SMTPReply, at: SMTPStage)
    /// The transfer ended before the final dot was written: the server cannot have taken the message.
    case notAccepted(String)
    /// The final dot was written and no reply came: only the server knows.
    case doubtful(String)
}
