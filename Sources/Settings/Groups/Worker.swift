import Foundation

extension Settings {
    /// How a worker claims, beats and stops.
    package struct Worker: Sendable, Equatable {
        package var name: String?
        package var queues: [QueueShare] = []
        package var slots = 4
        package var batch = 200
        package var advanceBatch = 500
        package var pollBusy: Duration = .milliseconds(10)
        package var pollIdle: Duration = .milliseconds(100)
        package var heartbeat: Duration = .seconds(3)
        package var expiry: Duration = .seconds(12)
        package var lease: Duration = .seconds(60)
        package var grace: Duration = .seconds(30)

        /// The worker's name in `queue.workers`: the configured one, else host and process, which are unique to a
        /// worker.
        package var identity: String {
            name ?? "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)"
        }
    }
}
