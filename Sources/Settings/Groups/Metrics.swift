extension Settings {
    /// Where worker and coordinator answer machines.
    package struct Metrics: Sendable, Equatable {
        package var host = "127.0.0.1"
        /// nil: nowhere.
        package var port: Int?
    }
}
