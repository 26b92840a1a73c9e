import Foundation

/// The first row of a CSV file: the headings of its columns, and the separator.
struct CSVHeader: Equatable {
    /// As they are written, without the blanks around them.
    let headings: [String]
    /// `,`, `;` or a tab.
    let separator: UInt8

    /// Throws `UnusableFile` with a sentence that says what is wrong.
    init(of file: URL) throws {
        let reader = try Self.open(file)
        defer { try? reader.close() }
        try self.init(beginning: reader.read(upToCount: Self.bytesMax) ?? Data())
    }

    init(beginning: Data) throws {
        guard !beginning.starts(with: [0xFF, 0xFE]), !beginning.starts(with: [0xFE, 0xFF]) else {
            throw UnusableFile(explanation: "the file is UTF-16; save it as CSV UTF-8")
        }
        separator = Self.separator(in: beginning)
        var first: CSVRecord?
        var cutter = CSVCutter(separator: separator)
        struct Enough: Error {}
        let take = { (record: CSVRecord) throws in
            guard !record.isBlank else { return }
            first = record
            throw Enough()
        }
        do {
            try cutter.cut(beginning.droppingByteOrderMark, take)
            if beginning.count < Self.bytesMax { try cutter.finish(take) }
        } catch is Enough {}
        let cells = first?.cells.map { String(validating: $0, as: UTF8.self)?.trimmingCharacters(in: Self.blanks) }
        guard let cells, !cells.contains(nil) else {
            throw UnusableFile(explanation: "the file has no header line in UTF-8")
        }
        headings = cells.compactMap(\.self)
        guard !headings.contains("") else { throw UnusableFile(explanation: "a column of the file has no name") }
    }

    /// Refuses a pipe, because the file is read twice.
    private static func open(_ file: URL) throws -> FileHandle {
        let kind = try? file.resolvingSymlinksInPath().resourceValues(forKeys: [.isRegularFileKey])
        guard let kind else { throw UnusableFile(explanation: "there is no file \(file.path)") }
        guard kind.isRegularFile == true else { throw UnusableFile(explanation: "\(file.path) is not a file") }
        do { return try FileHandle(forReadingFrom: file) } catch {
            throw UnusableFile(explanation: "\(file.path) cannot be read")
        }
    }

    /// The separator that occurs most often in the first line, outside of quotes.
    private static func separator(in beginning: Data) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        var isBlank = true
        for byte in beginning {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if isBlank { continue } else { break }
            }
            isBlank = false
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let separators = [",", ";", "\t"].compactMap(\.utf8.first)
        return separators.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? separators[0]
    }

    private static let blanks = CharacterSet.whitespacesAndNewlines.union(["\u{FEFF}", "\u{200B}", "\u{2060}"])

    /// A header is one line; a longer one is not a header.
    private static let bytesMax = 65_536
}

extension Data {
    /// The data without the byte order mark that Microsoft's programs write first.
    var droppingByteOrderMark: Data { starts(with: [0xEF, 0xBB, 0xBF]) ? dropFirst(3) : self }
}

/// Why a file cannot be imported.
package struct UnusableFile: Error, CustomStringConvertible {
    package let explanation: String
    package var description: String { explanation }
}
