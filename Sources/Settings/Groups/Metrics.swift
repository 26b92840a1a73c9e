extension Settings {
    /// Where worker and coordinator serve health checks and metrics.
    package struct Metrics: Sendable, Equatable {
        package var host = "127.0.0.1"
        /// Nil: nowhere.
        package var port: Int?
    }
}
