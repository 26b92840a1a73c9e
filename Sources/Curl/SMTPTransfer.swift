/// One message, to be handed to one server for one recipient.
package struct SMTPTransfer: Sendable {
    package let server: SMTPServer
    /// The reverse path without angle brackets; empty for the null path of RFC 5321 §4.5.5.
    package let from: String
    package let to: String
    /// RFC 5322 bytes with CRLF line ends, not dot-stuffed.
    package let message: [UInt8]
    /// The time from the call to the reply, including any wait for a free connection. RFC 5321 suggests 10 minutes for
    /// the last reply alone: a shorter deadline leaves messages to slow servers in doubt.
    package let deadline: Duration

    package init(server: SMTPServer, from: String, to: String, message: [UInt8], deadline: Duration) {
        self.server = server
        self.from = from
        self.to = to
        self.message = message
        self.deadline = deadline
    }

    /// Why this transfer must not begin: libcurl would copy such a path into the dialogue unchanged.
    var defect: String? {
        for path in [from, to] where !path.utf8.allSatisfy(Self.isAllowedInPath) {
            return "an envelope address contains a space, a control character, a bracket or a non-ASCII character"
        }
        return to.isEmpty ? "the recipient is empty" : nil
    }

    private static func isAllowedInPath(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
    }
}
