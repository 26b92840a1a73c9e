package import Logging

/// Decides where log lines go. No other code does.
package enum Logs {
    /// Sends every logger of this process to standard error. Call it once, before anything logs.
    package static func bootstrap(level: Logger.Level, format: LineFormat) {
        LoggingSystem.bootstrap { label in
            LineHandler(label: label, level: level, format: format, write: LineHandler.toStandardError)
        }
    }
}
