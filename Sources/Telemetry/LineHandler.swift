import Foundation
import Logging

/// Writes log events as lines, each in one piece.
struct LineHandler: LogHandler {
    let label: String
    let format: LineFormat
    let write: @Sendable (String) -> Void
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(label: String, level: Logger.Level, format: LineFormat, write: @escaping @Sendable (String) -> Void) {
        self.label = label
        self.logLevel = level
        self.format = format
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = LineFields(
            moment: Date(),
            level: event.level,
            label: label,
            message: event.message.description,
            metadata: metadata.merging(event.metadata ?? [:]) { _, ofEvent in ofEvent }
        )
        write(format.line(fields))
    }

    /// One `write` per line, so that lines of several threads never mix. On a full disk or a closed pipe the line is
    /// lost, but the process goes on.
    @Sendable static func toStandardError(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }
}
