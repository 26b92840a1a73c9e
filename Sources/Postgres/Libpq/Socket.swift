import Foundation

/// The only code in this room that waits for the network.
///
/// It uses libpq in **non-blocking** mode, on a thread that is allowed to wait (`ConnectionThread`). The blocking calls
/// would be shorter, but nothing could end them from outside: a cancelled task, a deadline or a silent peer would have
/// to wait until TCP gives up. Polling the socket together with a `Wakeup` handles all three, and the cooperative pool
/// is never blocked because `poll` sleeps on the connection's own thread.
struct Socket {
    enum Event {
        case ready
        /// `Wakeup` rang: look at the task.
        case woken
        case late
    }

    let descriptor: Int32
    let wakeup: Wakeup

    /// Sleeps until the socket can be read or written, the wake-up rings, or `deadline` passes. `nil`: indefinitely.
    func wait(toRead reads: Bool = true, toWrite writes: Bool, until deadline: ContinuousClock.Instant?) -> Event {
        let interest = Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0))
        var watched = [
            pollfd(fd: descriptor, events: interest, revents: 0),
            pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let count = unsafe poll(&watched, nfds_t(watched.count), Self.milliseconds(until: deadline))
            if count == 0 { return .late }
            if count < 0 { continue }  // EINTR: a signal is not an event here
            guard watched[1].revents != 0 else { return .ready }
            wakeup.silence()
            return .woken
        }
    }

    /// Whether something, including an end of file, can be read immediately.
    var hasNews: Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&watched, 1, 0) > 0
    }

    /// Rounded up, so that a deadline is never met early.
    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
        return Int32(left.rounded(.up).clamped(to: 0...Double(Int32.max)))
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
