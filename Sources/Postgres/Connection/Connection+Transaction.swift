package enum Isolation: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

extension Connection {
    /// Runs `body` between BEGIN and COMMIT. If it throws, everything is rolled back and its error is thrown again.
    ///
    /// After a serialization failure or a deadlock (40001, 40P01) `body` runs again, at most `attemptsMax` times in
    /// total, so it must keep its effects inside the database. PostgreSQL's errors name in `phase` the part that
    /// failed. If the connection ends during COMMIT, the error is `.commitUnknown` and nothing is tried again.
    @discardableResult
    package nonisolated func transaction<T>(
        _ isolation: Isolation = .readCommitted,
        attemptsMax: Int = 5,
        _ body: (Connection) async throws -> T
    ) async throws -> T {
        try await retrying(attemptsMax: attemptsMax, while: { await isOpen }) {
            try await transactOnce(isolation, body)
        }
    }

    /// Runs `body` inside the present transaction. If it throws, only its own work is undone, and the transaction can
    /// go on.
    @discardableResult
    package nonisolated func savepoint<T>(_ body: (Connection) async throws -> T) async throws -> T {
        try await control("SAVEPOINT relance", isCancellable: true)
        do {
            let value = try await body(self)
            try await control("RELEASE relance", isCancellable: true)
            return value
        } catch {
            if await isOpen { try await control("ROLLBACK TO relance; RELEASE relance") }
            throw error
        }
    }

    nonisolated func transactOnce<T>(_ isolation: Isolation, _ body: (Connection) async throws -> T) async throws -> T {
        try await begin(isolation)
        let value: T
        do { value = try await body(self) } catch { throw await undo(after: error) }
        try await commit()
        return value
    }

    private func begin(_ isolation: Isolation) async throws(PostgresError) {
        guard !isInTransaction || !isOpen else {
            throw PostgresError(.misuse, "a transaction is already open: use savepoint")
        }
        do throws(PostgresError) { try prepareToSend() } catch { throw error.during(.begin) }
        unsentBegin = "BEGIN ISOLATION LEVEL \(isolation.rawValue)"
        noteReusability()
    }

    private func commit() async throws(PostgresError) {
        guard !forgetUnsentBegin() else { return }
        do throws(PostgresError) {
            guard try await control("COMMIT", stake: .commit) == "COMMIT" else {
                throw PostgresError(
                    .server,
                    "a statement had failed, so the transaction was rolled back",
                    sqlstate: "25P02"
                )
            }
        } catch { throw error.during(.commit) }
    }

    /// The error to throw: the body's, unless the rollback failed as well. The server rolls back by itself when a
    /// connection ends, so a failed rollback endangers no data; it only means that the connection is closed.
    private func undo(after error: any Error) async -> any Error {
        let cause = (error as? PostgresError)?.during(.body) ?? error
        guard isOpen, !forgetUnsentBegin() else { return cause }
        do throws(PostgresError) {
            try await control("ROLLBACK")
            return cause
        } catch {
            close()
            return error.during(.rollback)
        }
    }

    /// Ends a transaction that has sent no statement, of which the server knows nothing.
    private func forgetUnsentBegin() -> Bool {
        defer { noteReusability() }
        guard unsentBegin != nil else { return false }
        unsentBegin = nil
        return true
    }

    /// Runs a statement about the transaction itself. It is cancellable only if it opens something, because a
    /// transaction that has begun must be ended.
    @discardableResult
    private func control(
        _ statement: String,
        stake: Patience.Stake = .nothing,
        isCancellable: Bool = false
    ) async throws(PostgresError) -> String {
        try await watched { () throws(PostgresError) in
            try prepareToSend(isCancellable: isCancellable)
            defer { noteReusability() }
            return try runScript(
                afterUnsentBegin(statement),
                patience(isCancellable: isCancellable, at: stake)
            )
        }
    }
}

extension Connection {
    /// The script, after the BEGIN that must precede it.
    func afterUnsentBegin(_ script: String) -> String {
        defer { unsentBegin = nil }
        return unsentBegin.map { "\($0); \(script)" } ?? script
    }
}
