import Foundation

/// Looks names up in the DNS: at the name servers of this machine (`/etc/resolv.conf`), or at one that is named.
///
/// Files such as `/etc/hosts` are not read: the question is what the rest of the world sees.
package struct DNSResolver: Sendable {
    private let server: NameServer?

    package init(asking server: NameServer? = nil) { self.server = server }

    /// glibc waits in the thread that asks, so each question has a thread of its own; four seconds a server at most.
    package func records(of name: String, type: DNSRecordType) async -> DNSAnswer {
        let query = DNSQuery(name: name, type: type, server: server)
        return await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: query.answer()) }.start()
        }
    }
}
