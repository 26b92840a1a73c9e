import CPostgres

/// Owns one `PGconn`: every libpq call that needs a connection is a method here, and no pointer leaves.
///
/// None of these calls waits for the network; `Connection` waits between them. Methods that return `Bool` return
/// whether libpq agreed; if it did not, `errorMessage` has the reason.
@safe struct ConnectionHandle: ~Copyable {
    private var pointer: OpaquePointer?

    /// A connection that was never opened.
    init() { unsafe pointer = nil }

    /// Starts to connect; `advance()` does the rest. Names are resolved here, which may take as long as the resolver
    /// takes.
    init(connectingTo keywords: [String: String]) {
        let pairs = Array(keywords)
        unsafe pointer = CStrings(pairs.map(\.key) + [nil]).withPointers { names in
            unsafe CStrings(pairs.map(\.value) + [nil]).withPointers { values in
                unsafe PQconnectStartParams(names, values, 0)
            }
        }
        // Only the verbose form of the message contains the SQLSTATE of a refused connection.
        _ = unsafe PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
        _ = unsafe PQsetNoticeProcessor(pointer, { _, _ in }, nil)
    }

    deinit { unsafe PQfinish(pointer) }

    mutating func close() {
        unsafe PQfinish(pointer)
        unsafe pointer = nil
    }

    var isOpen: Bool { unsafe PQstatus(pointer) == CONNECTION_OK }
    var descriptor: Int32 { unsafe PQsocket(pointer) }
    var needsPassword: Bool { unsafe PQconnectionNeedsPassword(pointer) != 0 }
    var errorMessage: String { unsafe String(cString: PQerrorMessage(pointer)) }
    var backend: Int32 { unsafe PQbackendPID(pointer) }

    /// A setting that the server reports unasked, such as `TimeZone`.
    func reported(_ setting: String) -> String? {
        unsafe PQparameterStatus(pointer, setting).map { unsafe String(cString: $0) }
    }
}

extension ConnectionHandle {
    enum Progress {
        case wantsToRead, wantsToWrite, connected, failed
    }

    /// Takes one step of connecting. Call it when the socket is ready for what the last step wanted.
    func advance() -> Progress {
        switch unsafe PQconnectPoll(pointer) {
        case PGRES_POLLING_OK: .connected
        case PGRES_POLLING_READING: .wantsToRead
        case PGRES_POLLING_WRITING: .wantsToWrite
        default: .failed
        }
    }

    /// From now on, sending never waits: libpq buffers what the socket does not take, until `flush()`.
    func becomeNonblocking() -> Bool { unsafe PQsetnonblocking(pointer, 1) == 0 }
}

extension ConnectionHandle {
    enum TransactionState {
        case idle, active, open, failed, unknown
    }

    var transactionState: TransactionState {
        switch unsafe PQtransactionStatus(pointer) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_ACTIVE: .active
        case PQTRANS_INTRANS: .open
        case PQTRANS_INERROR: .failed
        default: .unknown
        }
    }

    func enterPipeline() -> Bool { unsafe PQenterPipelineMode(pointer) != 0 }
    func exitPipeline() -> Bool { unsafe PQexitPipelineMode(pointer) != 0 }
    func endPipeline() -> Bool { unsafe PQpipelineSync(pointer) != 0 }

    func sendScript(_ script: String) -> Bool { unsafe PQsendQuery(pointer, script) != 0 }

    func sendPrepare(_ name: String, _ sql: String, types: [UInt32]) -> Bool {
        unsafe types.withUnsafeBufferPointer {
            unsafe PQsendPrepare(pointer, name, sql, Int32($0.count), $0.baseAddress) != 0
        }
    }

    func sendPrepared(_ name: String, _ values: ParameterValues) -> Bool {
        unsafe values.withPointers { contents, lengths, formats in
            unsafe PQsendQueryPrepared(pointer, name, values.count, contents, lengths, formats, 0) != 0
        }
    }

    func sendQuery(_ sql: String, types: [UInt32], _ values: ParameterValues) -> Bool {
        unsafe values.withPointers { contents, lengths, formats in
            unsafe types.withUnsafeBufferPointer {
                unsafe PQsendQueryParams(pointer, sql, values.count, $0.baseAddress, contents, lengths, formats, 0)
                    != 0
            }
        }
    }
}

extension ConnectionHandle {
    enum Flushed {
        case everything, some, failed
    }

    func flush() -> Flushed {
        switch unsafe PQflush(pointer) {
        case 0: .everything
        case 1: .some
        default: .failed
        }
    }

    func consumeInput() -> Bool { unsafe PQconsumeInput(pointer) != 0 }

    /// Whether `nextResult()` would have to wait.
    var isBusy: Bool { unsafe PQisBusy(pointer) != 0 }

    /// The next result; `nil` ends the results of one command.
    func nextResult() -> ResultHandle? {
        guard let result = unsafe PQgetResult(pointer) else { return nil }
        return unsafe ResultHandle(adopting: result)
    }

    /// Asks the server to stop the running command. It opens another connection for the request, and returns when the
    /// server has received it.
    func cancel() {
        let cancel = unsafe PQgetCancel(pointer)
        var reason = [CChar](repeating: 0, count: 256)
        _ = unsafe PQcancel(cancel, &reason, Int32(reason.count))
        unsafe PQfreeCancel(cancel)
    }
}

extension ConnectionHandle {
    enum CopyProgress {
        case queued, full, failed
    }

    func putCopy(_ bytes: [UInt8]) -> CopyProgress {
        let answer = unsafe bytes.withUnsafeBytes {
            unsafe PQputCopyData(pointer, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
        }
        return Self.progress(answer)
    }

    /// - Parameter refusal: `nil` to finish; otherwise the server discards what was copied and reports these words.
    func endCopy(refusal: String?) -> CopyProgress { Self.progress(unsafe PQputCopyEnd(pointer, refusal)) }

    /// The oldest notification already received.
    func takeNotification() -> Connection.Notification? {
        guard let received = unsafe PQnotifies(pointer) else { return nil }
        defer { unsafe PQfreemem(received) }
        return unsafe Connection.Notification(
            channel: String(cString: received.pointee.relname),
            payload: String(cString: received.pointee.extra),
            sender: received.pointee.be_pid
        )
    }

    private static func progress(_ answer: Int32) -> CopyProgress {
        switch answer {
        case 1: .queued
        case 0: .full
        default: .failed
        }
    }
}
