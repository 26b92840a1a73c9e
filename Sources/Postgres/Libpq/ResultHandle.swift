import CPostgres

/// Owns one `PGresult` and clears it exactly once.
// SAFETY: a PGresult never changes after libpq returns it. Its documentation allows passing it to other threads and
// reading it there.
@safe struct ResultHandle: ~Copyable, @unchecked Sendable {
    /// The outcome of the command that a result belongs to.
    enum Outcome {
        case rows, done, failed
        /// The server did not run it, because an earlier command of the same pipeline failed.
        case skipped
        case pipelineEnd, copyIn, copyOut, empty
    }

    private let pointer: OpaquePointer

    init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }
    deinit { unsafe PQclear(pointer) }

    var outcome: Outcome {
        switch unsafe PQresultStatus(pointer) {
        case PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE: .rows
        case PGRES_COMMAND_OK: .done
        case PGRES_PIPELINE_ABORTED: .skipped
        case PGRES_PIPELINE_SYNC: .pipelineEnd
        case PGRES_COPY_IN: .copyIn
        case PGRES_COPY_OUT, PGRES_COPY_BOTH: .copyOut
        case PGRES_EMPTY_QUERY: .empty
        default: .failed
        }
    }

    /// "INSERT 0 3", "COMMIT", "ROLLBACK", …
    var commandTag: String { unsafe String(cString: PQcmdStatus(pointer)) }

    /// Rows inserted, updated, deleted, copied or returned; 0 if the command counts none.
    var affectedCount: Int { unsafe Int(String(cString: PQcmdTuples(pointer))) ?? 0 }
}

extension ResultHandle {
    var rowCount: Int { unsafe Int(PQntuples(pointer)) }

    var columns: [String] {
        var names: [String] = []
        for column in 0..<(unsafe PQnfields(pointer)) { names.append(unsafe String(cString: PQfname(pointer, column))) }
        return names
    }

    func isNull(row: Int, column: Int) -> Bool { unsafe PQgetisnull(pointer, Int32(row), Int32(column)) != 0 }

    /// The value's bytes in text format. NULL reads as empty: ask `isNull` first.
    func bytes(row: Int, column: Int) -> [UInt8] { unsafe Array(value(row: row, column: column)) }

    func text(row: Int, column: Int) -> String {
        unsafe String(decoding: value(row: row, column: column), as: UTF8.self)
    }

    @unsafe private func value(row: Int, column: Int) -> UnsafeBufferPointer<UInt8> {
        let start = unsafe UnsafeRawPointer(PQgetvalue(pointer, Int32(row), Int32(column))!)
        let count = unsafe Int(PQgetlength(pointer, Int32(row), Int32(column)))
        return unsafe UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
    }
}

extension ResultHandle {
    /// The fields of an error report that callers and operators use. Raw values are the protocol's field codes.
    enum ErrorField: Character {
        case severity = "V"
        case sqlstate = "C"
        case message = "M"
        case detail = "D"
        case hint = "H"
        case position = "P"
        case context = "W"
        case table = "t"
        case constraint = "n"
        case routine = "R"
    }

    func field(_ field: ErrorField) -> String? {
        let code = Int32(field.rawValue.asciiValue!)
        return unsafe PQresultErrorField(pointer, code).map { unsafe String(cString: $0) }
    }

    /// libpq's own words, for errors that no server reported: a lost connection, a protocol mistake.
    var errorMessage: String { unsafe String(cString: PQresultErrorMessage(pointer)) }
}
