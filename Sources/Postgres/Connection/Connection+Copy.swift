/// COPY … FROM STDIN, the fastest way to insert. PostgreSQL parses the bytes as the statement says:
/// `COPY t (a, b) FROM STDIN WITH (FORMAT csv)`.
extension Connection {
    /// Copies bytes, split anywhere, and returns how many rows arrived. If `chunks` throws, or the task is cancelled,
    /// nothing is copied.
    ///
    /// An error names the line of the input in `copyLine`. The whole COPY is one statement, so `statementTimeout` must
    /// allow for it.
    package nonisolated func copyIn<Chunks: AsyncSequence>(
        _ sql: String,
        from chunks: Chunks
    ) async throws -> Int where Chunks.Element == [UInt8] {
        try await copying(sql) { copy in
            for try await chunk in chunks { try await copy.put(chunk) }
        }
    }

    package nonisolated func copyIn(_ sql: String, from chunks: some Sequence<[UInt8]>) async throws -> Int {
        try await copying(sql) { copy in
            for chunk in chunks { try await copy.put(chunk) }
        }
    }

    private nonisolated func copying(_ sql: String, _ body: (inout CopyBuffer) async throws -> Void) async throws -> Int
    {
        try await beginCopy(sql)
        var buffer = CopyBuffer(connection: self)
        do {
            try await body(&buffer)
            try await buffer.flush()
        } catch {
            _ = try? await endCopy(sql, refusal: "the source of the copy failed")
            throw error
        }
        return try await endCopy(sql, refusal: nil)
    }
}

/// Collects small chunks, so that a source of single lines does not cost a change of thread for each line.
private struct CopyBuffer {
    let connection: Connection
    private var bytes: [UInt8] = []
    private static let sizeMax = 1 << 16

    init(connection: Connection) { self.connection = connection }

    mutating func put(_ chunk: [UInt8]) async throws(PostgresError) {
        bytes += chunk
        if bytes.count >= Self.sizeMax { try await flush() }
    }

    mutating func flush() async throws(PostgresError) {
        guard !bytes.isEmpty else { return }
        try await connection.putCopy(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}

extension Connection {
    private func beginCopy(_ sql: String) async throws(PostgresError) {
        try await watched { () throws(PostgresError) in
            try prepareToSend()
            defer { noteReusability() }
            var patience = patience(at: stake)
            var failure: PostgresError?
            guard handle.sendScript(afterUnsentBegin(sql)) else { throw lost(patience) }
            while let result = try nextResult(&patience) {
                switch result.outcome {
                case .copyIn: return copyStake = patience.stake
                case .failed: failure = try report(result, sql, patience)
                case .copyOut: close()
                default: break
                }
            }
            throw failure ?? PostgresError(.misuse, "this is not COPY … FROM STDIN", statement: sql)
        }
    }

    /// Returns when the operating system has taken the bytes, so that a fast source cannot fill memory.
    fileprivate func putCopy(_ bytes: [UInt8]) async throws(PostgresError) {
        try await watched { () throws(PostgresError) in
            guard isCopying else { throw PostgresError(.connectionLost, "the connection was closed during COPY") }
            if Task.isCancelled { throw PostgresError(.cancelled, "cancelled during COPY") }
            var patience = patience(at: .nothing)
            while true {
                switch handle.putCopy(bytes) {
                case .queued: return try flushAll(&patience)
                case .full: try wait(toWrite: true, &patience)
                case .failed: throw lost(patience)
                }
            }
        }
    }

    private func endCopy(_ sql: String, refusal: String?) async throws(PostgresError) -> Int {
        try await watched { () throws(PostgresError) in
            guard let stake = copyStake else {
                throw PostgresError(.connectionLost, "the connection was closed during COPY")
            }
            copyStake = nil
            defer { noteReusability() }
            var patience = patience(isCancellable: false, at: stake)
            guard handle.endCopy(refusal: refusal) != .failed else { throw lost(patience) }
            return try copyReply(sql, &patience)
        }
    }

    private func copyReply(_ sql: String, _ patience: inout Patience) throws(PostgresError) -> Int {
        var count = 0
        var failure: PostgresError?
        while let result = try nextResult(&patience) {
            if result.outcome == .failed { failure = try report(result, sql, patience) }
            count = max(count, result.affectedCount)
        }
        if let failure { throw failure }
        return count
    }
}
