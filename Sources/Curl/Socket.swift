import Glibc

/// What is done to libcurl's sockets behind its back. They stay libcurl's: it closes them.
enum Socket {
    /// Ends both directions, so that the connection is found dead when it is next looked at.
    static func abandon(_ socket: CInt) { shutdown(socket, CInt(SHUT_RDWR)) }

    /// Lets QUIT out and waits for no reply: at the end of a process nobody should wait two minutes for "221 bye".
    static func expectNothingMore(from socket: CInt) { shutdown(socket, CInt(SHUT_RD)) }
}
