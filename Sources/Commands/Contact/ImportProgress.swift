import Foundation

/// Progress in reading a file. It is shown to an operator at a terminal who has waited for two seconds.
struct ImportProgress: Sendable {
    let start: ContinuousClock.Instant

    /// The text to show, if any. It begins by overwriting the previous text.
    func text(_ part: Double, at moment: ContinuousClock.Instant) -> String? {
        guard moment - start >= .seconds(2) else { return nil }
        return part < 1 ? "\r\(Int(part * 100)) % read" : "\rread; taking over the rows …\n"
    }

    /// Writes to standard error if that is a terminal.
    static func reporter() -> @Sendable (Double) -> Void {
        guard isatty(FileHandle.standardError.fileDescriptor) == 1 else { return { _ in } }
        let progress = ImportProgress(start: .now)
        return { part in
            if let text = progress.text(part, at: .now) { FileHandle.standardError.write(Data(text.utf8)) }
        }
    }
}
