/// Cuts CSV (RFC 4180) into records, piece by piece. Lines end with LF, CR LF or CR. A cell in quotes may span several
/// lines.
struct CSVCutter {
    let separator: UInt8
    private var cells: [[UInt8]] = []
    private var cell: [UInt8] = []
    private var state = State.atStart
    private var line = 1
    private var start = 1
    private var size = 0
    private var followsReturn = false

    private enum State { case atStart, plain, quoted, afterQuote }

    init(separator: UInt8) { self.separator = separator }

    /// Takes bytes, and passes on each record that is complete.
    mutating func cut(_ bytes: some Sequence<UInt8>, _ take: (CSVRecord) throws -> Void) throws {
        for byte in bytes {
            defer { followsReturn = byte == Self.carriageReturn }
            // The second half of CR LF does not end another line.
            if followsReturn, byte == Self.lineFeed, state != .quoted { continue }
            if byte == Self.carriageReturn || (byte == Self.lineFeed && !followsReturn) { line += 1 }
            try add(byte, take)
        }
    }

    /// The last record need not end with a line break.
    mutating func finish(_ take: (CSVRecord) throws -> Void) throws {
        guard state != .quoted else { throw unclosed }
        if state != .atStart || !cells.isEmpty { try end(take) }
    }

    private mutating func add(_ byte: UInt8, _ take: (CSVRecord) throws -> Void) throws {
        size += 1
        guard size <= Self.bytesMax else { throw unclosed }
        switch (state, byte) {
        case (.quoted, Self.quote): state = .afterQuote
        case (.quoted, _): cell.append(byte)
        case (.atStart, Self.quote): state = .quoted
        case (.afterQuote, Self.quote):
            cell.append(byte)
            state = .quoted
        case (_, separator): endCell()
        case (_, Self.lineFeed), (_, Self.carriageReturn): try end(take)
        default:
            cell.append(byte)
            state = .plain
        }
    }

    private mutating func endCell() {
        cells.append(cell)
        cell.removeAll(keepingCapacity: true)
        state = .atStart
    }

    private mutating func end(_ take: (CSVRecord) throws -> Void) throws {
        endCell()
        try take(CSVRecord(line: start, cells: cells))
        cells.removeAll(keepingCapacity: true)
        (start, size) = (line, 0)
    }

    private var unclosed: UnusableFile {
        UnusableFile(explanation: "line \(start): a quotation mark is not closed. Nothing was imported.")
    }

    /// A longer row has lost its quotation mark.
    private static let bytesMax = 1_048_576
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
