import Foundation

/// Ends another thread's wait: a pipe whose reading end is polled beside the server's socket.
///
/// If no thread is waiting, the ring is kept for the next wait. That wait looks at its task, finds nothing wrong and
/// goes on.
@safe final class Wakeup: Sendable {
    /// Becomes readable when rung.
    let descriptor: Int32
    private let writer: Int32

    /// Throws `.unreachable` if the process has no file descriptor left.
    init() throws(PostgresError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            throw PostgresError(.unreachable, "no file descriptor is left for another connection")
        }
        (descriptor, writer) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(descriptor)
        close(writer)
    }

    /// Safe from any thread, any number of times. A full pipe wakes the reader as well as an empty one.
    func ring() {
        var byte: UInt8 = 1
        _ = unsafe write(writer, &byte, 1)
    }

    func silence() {
        var bytes: [UInt8] = Array(repeating: 0, count: 64)
        while unsafe read(descriptor, &bytes, bytes.count) > 0 {}
    }
}
