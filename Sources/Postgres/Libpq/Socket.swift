import Foundation

/// The only place where this room waits for the network.
///
/// Decided once, here: libpq is used in its **non-blocking** mode, on a thread that is allowed to wait
/// (`ConnectionThread`). The blocking calls would be shorter, but they cannot be ended from outside: a cancelled task,
/// a deadline and a silent peer would all have to wait for TCP to give up. Polling the socket together with a `Wakeup`
/// answers all three, and the cooperative pool never notices, because the `poll` sleeps on the connection's own thread.
struct Socket {
    enum Event {
        case ready
        /// Somebody rang: look at the task.
        case woken
        case late
    }

    let descriptor: Int32
    let wakeup: Wakeup

    /// Sleeps until the server sent something, can be sent something, the wake-up rang, or `deadline` passed. `nil`:
    /// for ever.
    func wait(toRead reads: Bool = true, toWrite writes: Bool, until deadline: ContinuousClock.Instant?) -> Event {
        let interest = Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0))
        var watched = [
            pollfd(fd: descriptor, events: interest, revents: 0),
            pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let count = unsafe poll(&watched, nfds_t(watched.count), Self.milliseconds(until: deadline))
            if count == 0 { return .late }
            if count < 0 { continue }  // EINTR: a signal is no event of ours
            guard watched[1].revents != 0 else { return .ready }
            wakeup.silence()
            return .woken
        }
    }

    /// Whether something, an end of file included, can be read at once.
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
