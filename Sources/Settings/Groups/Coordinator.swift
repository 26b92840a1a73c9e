extension Settings {
    /// How the leader works through due work.
    package struct Coordinator: Sendable, Equatable {
        package var batch = 1000
        package var tick: Duration = .milliseconds(50)
        package var keepHistory: Duration = .seconds(90 * 86_400)
        package var lease: Duration = .seconds(12)
    }
}
