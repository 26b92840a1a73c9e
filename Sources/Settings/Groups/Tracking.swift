extension Settings {
    /// The secrets that sign the links in a message.
    package struct Tracking: Sendable, Equatable {
        /// The first one signs; all of them verify. To replace a secret, put the new one in front.
        package var secrets: [TrackingSecret] = []
    }
}
