import Foundation

/// Writes to standard output, line by line as things happen, in colors if that is a terminal.
struct Console: Sendable {
    enum Colour: String, Sendable {
        case plain = "0"
        case bold = "1"
        case faint = "2"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    private let isColourful =
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    init() {
        // If the reader goes away (`| head`), writing the next line fails, which ends the demo in good order.
        signal(SIGPIPE, SIG_IGN)
    }

    func say(_ text: String) throws {
        do { try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8)) } catch { throw NobodyListens() }
    }

    func painted(_ text: String, _ colour: Colour) -> String {
        guard isColourful, colour != .plain else { return text }
        return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
    }
}

/// The reader of standard output has closed it.
struct NobodyListens: Error, CustomStringConvertible {
    var description: String { "stopped, because nobody reads the output any more" }
}
