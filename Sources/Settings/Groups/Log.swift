extension Settings {
    /// What is written to standard error, and in which format.
    package struct Log: Sendable, Equatable {
        package var level = LogLevel.info
        package var format = LogFormat.text
    }

    package enum LogLevel: String, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    package enum LogFormat: String, Sendable, CaseIterable {
        case text, json
    }
}
