/// The range of each setting, and the reason for its limits.
package enum Limits {
    // MARK: Database

    /// Four connections reach the database's own limit; a hundred per process would only exhaust its slots.
    static let poolSize = 1...100
    /// Below 100 ms a busy pool looks like a broken one. Above a minute the caller has long given up.
    static let waitMax = Duration.milliseconds(100)...(.seconds(60))
    /// Zero gives up immediately, which suits tests. A database that is away for a day does not come back on its own.
    static let reconnectFor = Duration.zero...(.seconds(86_400))

    /// Zero ends at once, as a person at a shell likes it. What starts before its database has been made finds it within a day.
    static let waitForSchema = Duration.zero...(.seconds(86_400))

    // MARK: E-mail

    /// Relays commonly refuse a peer with more than a few dozen connections.
    static let smtpConnections = 1...256
    /// RFC 5321 allows minutes, but a worker's lease runs during the wait.
    static let smtpTimeout = Duration.seconds(1)...(.seconds(600))
    /// A second copy sent sooner could meet the first one in transit; after a day the message is out of date.
    static let resendAfter = Duration.seconds(60)...(.seconds(86_400))
    /// As long as the digest that HMAC-SHA256 makes of it (RFC 2104 §3).
    package static let trackingSecretBytesMin = 32
    static let jobKeyBytesMin = 16

    // MARK: API

    static let ports = 1...65_535
    /// Client libraries split their requests at 500 KB; a megabyte-sized event is a mistake of its sender.
    static let bodyBytes = 1024...(64 * 1024 * 1024)
    static let eventBytes = 1024...(1024 * 1024)
    /// A larger batch would hold one transaction open for longer than its client waits.
    static let batchEvents = 1...10_000

    // MARK: Worker and coordinator

    static let slots = 1...64
    /// One statement handles a batch. Beyond a few thousand rows it holds its locks longer than it saves round trips.
    static let batch = 1...5000
    /// Faster than a millisecond is a busy loop. Slower than a minute, jobs start noticeably late.
    static let poll = Duration.milliseconds(1)...(.seconds(60))
    static let heartbeat = Duration.milliseconds(100)...(.seconds(60))
    /// A worker counts as dead after this long without a beat, so its jobs are late by at least as much.
    static let expiry = Duration.milliseconds(500)...(.seconds(600))
    /// Two beats may be lost before the third is missed.
    package static let beatsPerExpiry = 3
    static let keepHistory = Duration.seconds(86_400)...(.seconds(10 * 366 * 86_400))
    /// A week: for days, senders repeat events and messages are handed over again.
    static let kept = Duration.seconds(7 * 86_400)...(.seconds(10 * 366 * 86_400))
    static let lease = Duration.seconds(1)...(.seconds(3600))
    /// Container platforms kill after 30 s unless configured otherwise.
    static let grace = Duration.seconds(1)...(.seconds(600))
    static let coordinatorLease = Duration.seconds(1)...(.seconds(600))
}
