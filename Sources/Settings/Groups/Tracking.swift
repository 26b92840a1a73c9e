extension Settings {
    /// What signs the links in a message.
    package struct Tracking: Sendable, Equatable {
        /// The first signs; all verify, so a secret is replaced by putting the new one in front.
        package var secrets: [TrackingSecret] = []
    }
}
