package import Logging

/// Writes observations to the log, one line each.
package struct LogReader: Sendable {
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    package func read(_ observation: Observation) {
        let line = LogLine(observation)
        logger.log(level: line.level, "\(line.message)", metadata: line.metadata)
    }
}
