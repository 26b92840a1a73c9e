import Foundation

/// A CSV file, read 256 KiB at a time: an import never holds more of it in memory.
///
/// A line that is only `\.` is refused: PostgreSQL before 18 takes it for the end, and would lose all that follows.
struct FilePieces: AsyncSequence, Sendable {
    typealias Element = [UInt8]

    let file: URL

    func makeAsyncIterator() -> Iterator { Iterator(file: file) }

    struct Iterator: AsyncIteratorProtocol {
        let file: URL
        private var reader: FileHandle?
        private var line: [UInt8] = []
        private var lines = 0

        init(file: URL) { self.file = file }

        mutating func next() async throws -> [UInt8]? {
            let reader = try self.reader ?? FileHandle(forReadingFrom: file)
            self.reader = reader
            guard let piece = try reader.read(upToCount: 262_144), !piece.isEmpty else {
                try reader.close()
                return nil
            }
            try look(for: Array("\\.".utf8), in: piece)
            return Array(piece)
        }

        private mutating func look(for end: [UInt8], in piece: Data) throws {
            for byte in piece {
                if byte == UInt8(ascii: "\n") {
                    lines += 1
                    if line == end || line == end + [UInt8(ascii: "\r")] { throw EndMark(line: lines) }
                    line.removeAll(keepingCapacity: true)
                } else if line.count < 4 {
                    line.append(byte)
                }
            }
        }
    }
}

/// A line that PostgreSQL would take for the end of the file.
struct EndMark: Error, CustomStringConvertible {
    let line: Int

    var description: String { #"line \#(line) is only "\.", which would end the import there; put it in quotes"# }
}
