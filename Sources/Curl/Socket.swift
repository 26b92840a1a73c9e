import Glibc

/// Acts on libcurl's sockets without libcurl's knowledge. libcurl still owns and closes them.
enum Socket {
    /// Ends both directions, so that libcurl finds the connection dead when it next looks.
    static func abandon(_ socket: CInt) { shutdown(socket, CInt(SHUT_RDWR)) }

    /// Lets QUIT out and does not wait for a reply: a process that ends should not wait two minutes for "221 bye".
    static func expectNothingMore(from socket: CInt) { shutdown(socket, CInt(SHUT_RD)) }
}
