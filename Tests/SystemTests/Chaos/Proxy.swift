import Foundation
import Synchronization

/// Forwards everything between processes and PostgreSQL. On demand, it loses a reply and hangs up on both sides.
///
/// Each connection has a thread. Both ends are Unix sockets, where nothing is negotiated before the protocol begins.
final class Proxy: Sendable {
    private let folder: URL
    private let server: String
    private let listener: Int32
    private let prey = Mutex<Prey?>(nil)
    private let lost = Mutex<[Prey: Int]>([:])

    /// - Parameter server: the folder of the server's socket.
    init(to server: URL, in folder: URL) throws {
        self.folder = folder
        self.server = server.appending(path: Self.socketName).path
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let path = folder.appending(path: Self.socketName).path
        guard Self.with(path, { bind(listener, $0, $1) }) == 0, listen(listener, 128) == 0 else {
            throw NotInTime(what: "a proxy at \(path)")
        }
        let accepting = Thread { [self] in acceptAll() }
        accepting.start()
    }

    /// The address at which clients reach the server through this proxy.
    var conninfo: String { "host='\(folder.path)' port=5432 user=postgres dbname=postgres" }

    /// How many replies have been lost so far.
    var losses: Int { lost.withLock { $0.values.reduce(0, +) } }

    /// How many of them were lost after a certain commit.
    var commitsUntold: Int { lost.withLock { $0[.commit, default: 0] + $0[.statement, default: 0] } }

    /// From now on, the first such reply is lost.
    func hunt(_ prey: Prey) { self.prey.withLock { $0 = prey } }

    func giveUpHunting() { prey.withLock { $0 = nil } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        try? FileManager.default.removeItem(at: folder)
    }

    private static let socketName = ".s.PGSQL.5432"

    private func acceptAll() {
        while case let client = accept(listener, nil, nil), client >= 0 {
            let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            guard Self.with(self.server, { connect(server, $0, $1) }) == 0 else {
                close(client)
                close(server)
                continue
            }
            Thread.detachNewThread { [self] in
                forward(client, server)
                close(client)
                close(server)
            }
        }
    }

    /// Forwards until one side hangs up, or a reply is lost.
    private func forward(_ client: Int32, _ server: Int32) {
        var replies = ReplyStream()
        var ends = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&ends, 2, -1) > 0 {
            if ends[0].revents != 0 {
                guard let bytes = Self.read(client), Self.write(bytes, to: server) else { return }
                if isLosing(.request) { return }
            }
            if ends[1].revents != 0 {
                guard let bytes = Self.read(server) else { return }
                let isHunting = prey.withLock { $0 != nil }
                guard let passed = replies.pass(bytes, isHunting: isHunting, loses: isLosing) else { return }
                guard Self.write(passed, to: client) else { return }
            }
        }
    }

    /// Whether this connection is the one that loses its reply: one is enough.
    private func isLosing(_ kind: Prey) -> Bool {
        let isMine = prey.withLock { prey in
            guard prey == kind else { return false }
            prey = nil
            return true
        }
        if isMine { lost.withLock { $0[kind, default: 0] += 1 } }
        return isMine
    }
}

extension Proxy {
    private static func with(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }
}
