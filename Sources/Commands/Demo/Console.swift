import Foundation

/// Writes to standard output, line by line as things happen, in colours when that is a terminal.
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
        // A reader that goes away (`| head`) is an error of the next line, which ends the demo in good order.
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

/// Standard output has been closed by whoever was reading it.
struct NobodyListens: Error, CustomStringConvertible {
    var description: String { "stopped, because nobody reads the output any more" }
}
