extension Settings {
    /// The settings of the HTTP API.
    package struct API: Sendable, Equatable {
        package var host = "127.0.0.1"
        package var port = 8080
        package var writeKeys: [Secret] = []
        package var jobKeys: [Secret] = []
        package var redirectHosts: [String] = []
        /// Bytes of one request, after decompression.
        package var bodyMax = 500 * 1024
        /// Bytes of one event inside it.
        package var eventMax = 32 * 1024
        /// Events in one batch.
        package var batchMax = 2500
    }
}
