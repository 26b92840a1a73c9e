import Foundation

/// The rows of a CSV file in `COPY`'s form, 256 KiB at a time, so that an import never holds more in memory.
struct CSVRows: AsyncSequence, Sendable {
    typealias Element = [UInt8]

    let file: URL
    let columns: Int
    let separator: UInt8
    /// Called with the share of the file that has been read, from 0 to 1.
    var progress: @Sendable (Double) -> Void = { _ in }

    func makeAsyncIterator() -> Iterator { Iterator(rows: self) }

    struct Iterator: AsyncIteratorProtocol {
        private let rows: CSVRows
        private var reader: FileHandle?
        private var cutter: CSVCutter
        private var read = 0
        private var size = 0
        private var isAfterHeader = false
        private var isOver = false

        init(rows: CSVRows) {
            self.rows = rows
            cutter = CSVCutter(separator: rows.separator)
        }

        mutating func next() async throws -> [UInt8]? {
            let reader = try self.reader ?? open()
            guard !isOver else { return nil }
            guard let piece = try reader.read(upToCount: 262_144), !piece.isEmpty else {
                isOver = true
                try reader.close()
                return try last()
            }
            let bytes = read == 0 ? piece.droppingByteOrderMark : piece
            read += piece.count
            rows.progress(Double(read) / Double(Swift.max(size, read)))
            return try copied { cutter, take in try cutter.cut(bytes, take) }
        }

        private mutating func open() throws -> FileHandle {
            let reader = try FileHandle(forReadingFrom: rows.file)
            size = Int(try reader.seekToEnd())
            try reader.seek(toOffset: 0)
            self.reader = reader
            return reader
        }

        /// The last record, if no line break ends it.
        private mutating func last() throws -> [UInt8]? {
            let rest = try copied { cutter, take in try cutter.finish(take) }
            return rest.isEmpty ? nil : rest
        }

        private mutating func copied(
            _ cut: (inout CSVCutter, (CSVRecord) throws -> Void) throws -> Void
        ) throws -> [UInt8] {
            var rows: [UInt8] = []
            var isAfterHeader = isAfterHeader
            let columns = self.rows.columns
            try cut(&cutter) { record in
                guard !record.isBlank else { return }
                if isAfterHeader { rows += record.copied(columns: columns) } else { isAfterHeader = true }
            }
            self.isAfterHeader = isAfterHeader
            return rows
        }
    }
}
