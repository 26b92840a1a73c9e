import Foundation

/// A file, read 256 KiB at a time: an import never holds more of it in memory.
struct FilePieces: AsyncSequence, Sendable {
    typealias Element = [UInt8]

    let file: URL

    func makeAsyncIterator() -> Iterator { Iterator(file: file) }

    struct Iterator: AsyncIteratorProtocol {
        let file: URL
        private var reader: FileHandle?

        init(file: URL) { self.file = file }

        mutating func next() async throws -> [UInt8]? {
            let reader = try self.reader ?? FileHandle(forReadingFrom: file)
            self.reader = reader
            guard let piece = try reader.read(upToCount: 262_144), !piece.isEmpty else {
                try reader.close()
                return nil
            }
            return Array(piece)
        }
    }
}
