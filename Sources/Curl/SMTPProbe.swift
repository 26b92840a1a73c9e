/// A visit to a mail server that brings no message: connects, secures the connection, signs in, and says NOOP.
package struct SMTPProbe: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The server answered NOOP with yes. Whether it takes a message, only a message can tell. Not signed in: there
        /// are no credentials, or the server offers no way to use them, and libcurl went on without.
        case welcomed(isSignedIn: Bool)
        /// The server said no, and to which command.
        case refused(SMTPReply, at: SMTPStage)
        /// No connection, no TLS, no common way to sign in, or silence; in libcurl's words.
        case failed(String)
    }

    package let server: SMTPServer
    /// From the call to the reply.
    package let deadline: Duration

    package init(of server: SMTPServer, deadline: Duration) {
        self.server = server
        self.deadline = deadline
    }
}
